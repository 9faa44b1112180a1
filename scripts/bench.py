#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs core_bench, tlm_bench and replay_bench side by side and compares them with the goals; started by scripts/bench.

Times are medians over rounds; in each round every case runs next to its baseline. Instruction counts are callgrind
slopes: one case with two iteration counts, difference divided by difference, so that set-up costs cancel out.
"""
import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
BENCHES = {name: BUILD / "tb" / "bench" / f"{name}_bench" for name in ("core", "tlm", "replay")}
DOC, PICTURE, RAW = (ROOT / "docs" / f"performance.{suffix}" for suffix in ("md", "svg", "json"))


@dataclass
class Limit:
    """One condition of a figure: what is limited, the goal, and the value worth reaching for."""
    what: str  # time: ns over the baseline's; extra: instructions more than the baseline;
    #            instructions: per operation; work: instructions over those of `base`
    goal: Optional[float]  # None: only the stretch value counts, and nothing fails
    stretch: float
    base: Optional[str] = None  # "work" only: the case compared with


@dataclass
class Figure:
    name: str
    case: str  # "core:hit_4k"
    base: Optional[str]
    limits: tuple


STAGES = {"second": "second stage", "first": "first stage", "nested": "nested"}
FIGURES = (
    Figure("b_transport through the unit, IOTLB hit, 64 B / one plain module", "tlm:hit_64", "tlm:hop_64",
           (Limit("time", 2.0, 1.6), Limit("extra", 140, 90))),
    Figure("4 KiB hit / 4 KiB through one plain module", "tlm:hit_4k", "tlm:hop_4k", (Limit("time", 1.10, 1.03),)),
    Figure("C API hit", "core:hit_4k", None, (Limit("instructions", 150, 90),)),
    Figure("C API miss, 4 levels, context cached / raw pointer walk", "core:miss_direct", "core:raw_walk",
           (Limit("time", 6, 3),)),
    Figure("C API miss with the paging-structure cache off, 4 reads / raw pointer walk", "core:miss_full_direct",
           "core:raw_walk", (Limit("time", None, 3),)),
    Figure("TLM miss, 4 reads by direct pointer / TLM hit", "tlm:miss_direct", "tlm:hit_64",
           (Limit("time", 2.5, 1.8),)),
    Figure("TLM miss, paging-structure cache on / TLM hit", "tlm:miss", "tlm:hit_64",
           (Limit("time", 2.5, 1.8),)),
    Figure("TLM miss, 4 reads by b_transport / TLM hit", "tlm:miss_transport", "tlm:hit_64",
           (Limit("time", 6, 4.5),)),
    *(Figure(f"Scalable mode, {stage}: b_transport, IOTLB hit, 64 B / one plain module", f"tlm:sm_hit_{case}", "tlm:hop_64",
             (Limit("time", 2.0, 1.6), Limit("extra", 140, 90))) for case, stage in STAGES.items()),
    *(Figure(f"Scalable mode, {stage}: C API hit / legacy hit", f"core:sm_hit_{case}", "core:hit_4k",
             (Limit("time", 1.10, 1.00),)) for case, stage in STAGES.items()),
    Figure("Scalable mode, first stage with PASID: C API hit, instructions / those of a legacy hit", "core:sm_hit_pasid", None,
           (Limit("work", 1.10, 1.00, base="core:hit_4k"),)),
    *(Figure(f"Scalable mode, {stage} with PASID: TLM hit, instructions / those of a legacy hit {how} extension",
             case, None, (Limit("work", 1.10, 1.00, base=base),))
      for case, stage in (("tlm:sm_hit_pasid", "first stage"), ("tlm:sm_hit_nested_pasid", "nested"))
      for base, how in (("tlm:hit_64_identity", "with an"), ("tlm:hit_64", "without"))),
    *(Figure(f"Scalable mode, {stage}: TLM miss / TLM hit", f"tlm:sm_miss_{case}", f"tlm:sm_hit_{case}",
             (Limit("time", goal, stretch),)) for case, stage, goal, stretch in (
                 ("second", "second stage", 2.5, 1.8), ("first", "first stage", 2.5, 1.8), ("nested", "nested", 6, 4.5))),
    *(Figure(f"Scalable mode, {STAGES[case]}: C API miss / raw pointer walk", f"core:sm_miss_{case}", "core:raw_walk",
             (Limit("time", 6, 3),)) for case in ("second", "first")),
    Figure("Nested miss, 24 reads by callback / the raw 24 reads", "core:nested_full", "core:raw_nested",
           (Limit("time", 4, 1),)),
    Figure("Nested miss by callback, paging-structure caches on / the raw 24 reads", "core:nested_callback",
           "core:raw_nested", (Limit("time", 4, 1),)),
    Figure("DMI access through the unit, 64 B / raw memcpy", "tlm:dmi_64", "tlm:memcpy_64",
           (Limit("time", 2.0, 1.6),)),
    Figure("DMI access through the unit, 4 KiB / raw memcpy", "tlm:dmi_4k", "tlm:memcpy_4k",
           (Limit("time", 1.05, 1.02),)),
    Figure("get_direct_mem_ptr through the unit / through one plain module", "tlm:get_dmi", "tlm:hop_dmi",
           (Limit("time", 4, 2),)),
    Figure("1 M pages at random: instructions / those of a miss in 16 K pages (no cliff)", "core:random_1m", None,
           (Limit("work", 1.25, 1.1, base="core:miss_full_direct"),)),
    Figure("Hit, 65,536 PASIDs of 1,024 functions behind 4 units, 64 PASIDs at a time / 1 PASID",
           "core:scale_hit", "core:scale_small_hit", (Limit("time", 1.2, 1.1),)),
    Figure("Hit, all 65,536 PASIDs: instructions / those of 1 PASID", "core:scale_hit_all", None,
           (Limit("work", 1.2, 1.05, base="core:scale_small_hit"),)),
    Figure("Miss, all 65,536 PASIDs, larger caches: instructions / those of 1 PASID", "core:scale_miss_cached", None,
           (Limit("work", 1.2, 1.05, base="core:scale_small_miss"),)),
    Figure("Invalidations of a PASID and a miss, all of 65,536 PASIDs, larger caches: instructions / those in a small unit",
           "core:scale_unbind", None, (Limit("work", 1.2, 1.05, base="core:scale_small_unbind"),)),
    Figure("Traffic of a real kernel, played through the model / only read from its file", "replay:linux", "replay:read_linux",
           (Limit("time", None, 2),)),
    Figure("1 M pages at random / raw pointer walk at random", "core:random_1m", "core:raw_random",
           (Limit("time", None, 2),)),
)
UNITS = {"time": "x", "extra": "instructions more", "instructions": "instructions", "work": "x instructions"}


class Mistake(Exception):
    """Something the user can put right: one line, exit status 2."""


def note(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(command, **options):
    return subprocess.run([str(part) for part in command], text=True, cwd=ROOT, **options)


def output_of(*command):
    try:
        result = run(command, capture_output=True)
    except OSError:
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""


# ---- Measuring

def build():
    note("building the release preset")
    targets = " ".join(path.name for path in BENCHES.values())
    if run(["bash", "-c", f"source scripts/common.sh && scripts/setup >&2 && build_preset release {targets} >&2"],
           ).returncode != 0:
        raise Mistake("the benchmarks could not be built; the messages above say why")


def run_bench(bench, arguments):
    result = run([BENCHES[bench], "--json", *arguments], capture_output=True)
    if result.returncode != 0:
        raise Mistake(f"{BENCHES[bench].name} failed: {(result.stderr or result.stdout).strip()}")
    # SystemC may have printed something before.
    return json.loads(result.stdout[result.stdout.index("{"):])["cases"]


def measure_times(rounds, arguments):
    """{case: {"doc", "samples": ns per operation, one for each round}}"""
    cases = {}
    for number in range(rounds):
        for bench in BENCHES:
            started = time.monotonic()
            for case in run_bench(bench, arguments):
                entry = cases.setdefault(f"{bench}:{case['name']}", {"doc": case["doc"], "samples": []})
                entry["samples"].append(case["ns"])
            note(f"round {number + 1} of {rounds}: {bench} took {time.monotonic() - started:.1f} s")
    for entry in cases.values():
        entry["ns"] = statistics.median(entry["samples"])
    return cases


def callgrind(case, iterations):
    bench, name = case.split(":")
    result = run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", BENCHES[bench], "--only", name,
                  "--iterations", iterations], capture_output=True)
    counted = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or counted is None:
        raise Mistake(f"callgrind failed for {case}: {result.stderr.strip().splitlines()[-1:]}")
    return int(counted.group(1))


def measure_instructions(cases, names, low, high):
    for index, name in enumerate(names, 1):
        note(f"callgrind {index} of {len(names)}: {name}")
        slope = (callgrind(name, high) - callgrind(name, low)) / (high - low)
        cases[name]["instructions"] = round(slope, 1)


# ---- Judging

def value_of(limit, figure, cases):
    case, base = cases[figure.case], cases.get(figure.base)
    if limit.what == "time":
        # Neighbours of the same round, so that a slow moment of the machine hits both.
        return statistics.median(a / b for a, b in zip(case["samples"], base["samples"]))
    if limit.what == "work":
        base = cases[limit.base]
    if "instructions" not in case or (base is not None and "instructions" not in base):
        return None
    if limit.what == "extra":
        return case["instructions"] - base["instructions"]
    if limit.what == "work":
        return case["instructions"] / base["instructions"]
    return case["instructions"]


def judge(cases):
    rows = []
    for figure in FIGURES:
        for limit in figure.limits:
            value = value_of(limit, figure, cases)
            if value is None:
                verdict = "not measured"
            elif value <= limit.stretch:
                verdict = "met, stretch too"
            elif limit.goal is None:
                verdict = "no goal"
            else:
                verdict = "met" if value <= limit.goal else "missed"
            rows.append({
                "figure": figure.name, "case": figure.case, "baseline": figure.base or limit.base,
                "limit": limit.what, "value": None if value is None else round(value, 3), "unit": UNITS[limit.what],
                "goal": limit.goal, "stretch": limit.stretch, "verdict": verdict,
                "ns": cases[figure.case]["ns"], "baseline_ns": cases[figure.base]["ns"] if figure.base else None,
                "instructions": cases[figure.case].get("instructions"),
                "baseline_instructions": cases[figure.base].get("instructions") if figure.base else None,
            })
    return rows


def check_cases(cases):
    for figure in FIGURES:
        for name in (figure.case, figure.base, *(limit.base for limit in figure.limits)):
            if name is not None and name not in cases:
                raise Mistake(f"no benchmark has the case {name}; scripts/bench.py and tb/bench must agree")


# ---- Describing the machine

def first_match(path, pattern):
    try:
        found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return "unknown"
    return found.group(1).strip() if found else "unknown"


def compiler(language):
    path = first_match(BUILD / "CMakeCache.txt", rf"^CMAKE_{language}_COMPILER:[^=]*=(.*)$")
    return output_of(path, "--version").splitlines()[:1][0] if output_of(path, "--version") else "unknown"


def describe_machine():
    memory = first_match("/proc/meminfo", r"^MemTotal:\s*(\d+)")
    return {
        "date": datetime.date.today().isoformat(),
        "load": round(os.getloadavg()[0], 1),
        "commit": output_of("git", "describe", "--always", "--dirty") or "unknown",
        "cpu": first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)$"),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory) / 2**20, 1) if memory.isdigit() else "unknown",
        "system": first_match("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "kernel": platform.release(),
        "c_compiler": compiler("C"),
        "cxx_compiler": compiler("CXX"),
        "systemc": output_of("pkg-config", "--modversion", "systemc") or "unknown",
        "valgrind": output_of("valgrind", "--version") or "not used",
    }


# ---- Reporting

def number(value, digits=2):
    if value is None:
        return "-"
    return f"{value:.0f}" if digits == 0 or value >= 1000 else f"{value:.{digits}f}"


def shown(row, key):
    digits = 0 if row["limit"] in ("extra", "instructions") else 2
    sign = "+" if row["limit"] == "extra" and row[key] is not None and row[key] >= 0 else ""
    return sign + number(row[key], digits) + (" x" if digits else " instr")


HEAD = ("figure", "measured", "baseline", "value", "goal", "stretch", "instr", "instr base", "verdict")


def table_rows(rows):
    for row in rows:
        yield (row["figure"], number(row["ns"]) + " ns",
               "-" if row["baseline_ns"] is None else number(row["baseline_ns"]) + " ns", shown(row, "value"),
               "-" if row["goal"] is None else "<= " + shown(row, "goal"), shown(row, "stretch"), number(row["instructions"], 0),
               number(row["baseline_instructions"], 0), row["verdict"])


def text_table(rows):
    lines = [HEAD, *table_rows(rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    text = []
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:-1], widths[1:-1])]
        text.append("  ".join(cells + [line[-1]]))
    return "\n".join(text)


def markdown_table(head, lines, left=1):
    text = ["| " + " | ".join(head) + " |", "|" + "".join("---|" if i < left else "---:|" for i in range(len(head)))]
    text += ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join(text)


def markdown(report):
    machine, cases = report["machine"], report["cases"]
    facts = [("Processor", f"{machine['cpu']}, {machine['cores']} cores visible, shared with others"),
             ("Memory", f"{machine['memory_gib']} GiB"),
             ("System", f"{machine['system']}, Linux {machine['kernel']}"),
             ("Compilers", f"{machine['c_compiler']}; {machine['cxx_compiler']}"),
             ("SystemC", machine["systemc"]), ("Valgrind", machine["valgrind"]),
             ("Build", "preset `release`: -O3, link-time optimisation between core and module"),
             ("Date, commit", f"{machine['date']}, {machine['commit']}"),
             ("Load when it began", f"{machine['load']} (other work on the machine makes times worse, not slopes)")]
    case_lines = []
    for name, case in cases.items():
        case_lines.append((f"`{name}`", case["doc"], number(case["ns"]), number(min(case["samples"])),
                           number(max(case["samples"])), number(case.get("instructions"), 0)))
    missed = dict.fromkeys(row["figure"] for row in report["figures"] if row["verdict"] == "missed")
    summary = "All goals are met." if not missed else "Missed: " + "; ".join(missed) + "."
    return f"""# Performance

Written by `scripts/bench --update-docs`; do not edit. All raw numbers: [performance.json](performance.json).

{summary}

{markdown_table(HEAD, table_rows(report["figures"]))}

![Measured values as a share of their goals](performance.svg)

## How to read it

* Every figure is a case and a baseline that run next to each other. *measured* and *baseline* are nanoseconds per
  operation, medians over {report["rounds"]} rounds. In each round every case runs once, next to its neighbours.
* *value* is what the goal is about: the median of the rounds' ratios (`x`), an instruction count, or the instructions
  more than the baseline (`+`).
* *instr* are instructions per operation by callgrind, as a slope: (count at {report["iterations"][1]} iterations - count at
  {report["iterations"][0]}) / {report["iterations"][1] - report["iterations"][0]}. Slopes repeat exactly; times on a shared machine do not. Trust the slopes first.
* "One plain module" is a module with one target and one initiator socket that passes the transaction on.
* A miss with "4 reads" reads all four levels: the paging-structure cache is off. With it on, as by default, most misses
  read one.
* "No cliff": a miss in a working set of 1 M random pages must execute about as many instructions as one in 16 K
  pages. Its time grows with the misses of the host's own caches, and so does that of the bare walk
  (`core:raw_random`).
* "Traffic of a real kernel" is the recording of [tb/replay](../tb/replay): one operation is a DMA request with the register
  accesses, table reads, invalidations and messages between it and the next one. Reading the file is part of it.

## The machine

{markdown_table(("what", "value"), facts, left=2)}

## All cases

{markdown_table(("case", "what", "ns", "least", "most", "instr"), case_lines, left=2)}

Run it yourself: `scripts/bench` (about three minutes), `scripts/bench --quick` (coarse), one case alone:
`build/release/tb/bench/core_bench --only hit_4k`.
"""


def draw(report, path):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "vtd"  # the same picture for the same numbers
    from matplotlib import pyplot
    rows = [row for row in report["figures"] if row["value"] is not None and row["goal"] is not None]
    colours = {"missed": "#c44e52", "met": "#4c72b0", "met, stretch too": "#55a868"}
    figure, axes = pyplot.subplots(figsize=(10, 0.55 * len(rows) + 1.4))
    for place, row in enumerate(reversed(rows)):
        share = max(row["value"], 0) / row["goal"]
        axes.barh(place, share, color=colours[row["verdict"]], height=0.6)
        axes.plot([row["stretch"] / row["goal"]] * 2, [place - 0.38, place + 0.38], color="black", linewidth=1.5)
        axes.text(max(share, 0) + 0.015, place, shown(row, "value"), va="center", fontsize=8,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    axes.axvline(1.0, color="#c44e52", linestyle="--", linewidth=1)
    axes.set_yticks(range(len(rows)), [row["figure"] for row in reversed(rows)], fontsize=8)
    axes.set_xlabel("measured / goal, shorter is better (dashed: goal; black mark: stretch;\n"
                    "red: missed; blue: goal met; green: stretch met)", fontsize=8)
    axes.set_xlim(0, max(1.15, max(row["value"] / row["goal"] for row in rows) + 0.15))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


# ---- Options

class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Mistake(f"{message}; try --help")


def parse(arguments):
    parser = Parser(prog="scripts/bench", description=__doc__.splitlines()[0],
                    epilog="Exit status: 0 all goals met, 1 a goal missed, 2 a mistake in options or set-up.")
    parser.add_argument("--json", metavar="FILE", help="write everything as JSON; -: to standard output, no table")
    parser.add_argument("--quick", action="store_true", help="one short round: coarse numbers in seconds")
    parser.add_argument("--no-callgrind", action="store_true", help="leave the instruction counts out")
    parser.add_argument("--update-docs", action="store_true",
                        help="write docs/performance.md, .svg and .json from a full run")
    options = parser.parse_args(arguments)
    if options.update_docs and (options.quick or options.no_callgrind):
        raise Mistake("--update-docs needs a full run; leave --quick and --no-callgrind away")
    if options.update_docs:
        try:
            import matplotlib  # noqa: F401
        except ImportError:
            raise Mistake("--update-docs draws with matplotlib; install python3-matplotlib (scripts/setup does)")
    if options.json not in (None, "-"):
        folder = Path(options.json).resolve().parent
        if Path(options.json).is_dir() or not os.access(folder, os.W_OK):
            raise Mistake(f"--json: '{options.json}' cannot be written; name a file in a folder that you may write to")
    return options


def needed_instructions():
    names = {}
    for figure in FIGURES:
        for name in (figure.case, figure.base, *(limit.base for limit in figure.limits)):
            if name is not None:
                names[name] = True
    return list(names)


def main():
    options = parse(sys.argv[1:])
    json_file = None if options.json in (None, "-") else Path(options.json).resolve()
    build()
    rounds = 1 if options.quick else 15
    arguments = ["--repeats", 1] + (["--iterations", 200000] if options.quick else [])
    low, high = (2000, 12000) if options.quick else (20000, 120000)
    machine = describe_machine()
    cases = measure_times(rounds, arguments)
    check_cases(cases)
    if not options.no_callgrind:
        measure_instructions(cases, needed_instructions(), low, high)
    report = {"machine": machine, "rounds": rounds, "iterations": [low, high],
              "figures": judge(cases), "cases": cases}
    text = json.dumps(report, indent=1) + "\n"
    if options.json == "-":
        print(text, end="")
    else:
        print(text_table(report["figures"]))
    if json_file:
        json_file.write_text(text)
    if options.update_docs:
        DOC.write_text(markdown(report))
        RAW.write_text(text)
        draw(report, PICTURE)
        note(f"wrote {DOC.relative_to(ROOT)}, {PICTURE.name} and {RAW.name}")
    return 1 if any(row["verdict"] == "missed" for row in report["figures"]) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Mistake as mistake:
        print(f"bench: {mistake}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
