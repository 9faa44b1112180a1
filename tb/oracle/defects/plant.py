#!/usr/bin/env python3
"""Plants mistakes into copies of the core, one at a time, and sees whether the judge finds them.

The sources stay as they are: of defects.toml's file a copy is made with the mistake, compiled as the
build compiles the original, and linked into a copy of vtd_oracle in front of the core's library.
Exit status: 0 if all were found in time, 1 if not, 2 for a mistake of usage, 77 if the judge cannot
run here.
"""
import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SOURCES = ROOT / "tlm/core/src"
FOUND, SKIPPED = 1, 77
HEALTHY_SECONDS = 5


def stop(text):
    print(f"plant: {text}", file=sys.stderr)
    sys.exit(2)


class Build:
    def __init__(self, folder):
        self.folder = folder
        commands = subprocess.run(["ninja", "-C", str(folder), "-t", "commands", "vtd_oracle"],
                                  capture_output=True, text=True)
        if commands.returncode:
            stop(f"{folder} is not a build of this tree by Ninja, or has no vtd_oracle: "
                 f"{commands.stderr.strip() or commands.stdout.strip()}")
        self.commands = commands.stdout.splitlines()
        self.link = self.commands[-1]
        self.oracle = folder / re.search(r" -o (\S*vtd_oracle) ", self.link)[1]
        if not self.oracle.is_file():
            stop(f"{self.oracle} is not built yet")

    def compile(self, file, copy, output):
        lines = [c for c in self.commands if re.search(rf" -c \S*tlm/core/src/{file}$", c)]
        if len(lines) != 1:
            stop(f"{file} is not compiled exactly once in {self.folder}")
        line = re.sub(r" -o \S+", f" -o {shlex.quote(str(output))}", lines[0])
        line = re.sub(r" -MF \S+", f" -MF {shlex.quote(str(output))}.d", line)
        line = re.sub(r" -c \S+$", f" -w -iquote {shlex.quote(str(SOURCES))} -c "
                                   f"{shlex.quote(str(copy))}", line)
        self.shell(line)

    def link_with(self, object_file, output):
        line = re.sub(r" -o \S*vtd_oracle ", f" -o {shlex.quote(str(output))} "
                                             f"{shlex.quote(str(object_file))} ", self.link)
        self.shell(line)

    def shell(self, line):
        done = subprocess.run(line, shell=True, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            stop(f"this failed: {line}\n{done.stderr}")


def plant(build, defect, folder):
    text = (SOURCES / defect["file"]).read_text()
    if text.count(defect["find"]) != 1:
        stop(f"{defect['name']}: its text occurs {text.count(defect['find'])} times in "
             f"{defect['file']}; mend defects.toml")
    folder.mkdir(parents=True, exist_ok=True)
    copy, output, binary = (folder / f for f in (defect["file"], "defect.o", "vtd_oracle"))
    copy.write_text(text.replace(defect["find"], defect["put"]))
    build.compile(defect["file"], copy, output)
    build.link_with(output, binary)
    return binary


def judge(binary, lane, seed, seconds, folder):
    """Exit status and seconds."""
    started = time.monotonic()
    command = [str(binary), "--backend", "ours,qemu", "--lane", lane, "--seed", str(seed),
               "--seconds", str(seconds), "--save-dir", str(folder / "images")]
    with open(folder / "log", "w") as log:
        status = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT).returncode
    if status not in (0, FOUND):
        text = (folder / "log").read_text().strip()
        if status == SKIPPED:
            print(f"plant: skipped: {text}", file=sys.stderr)
            sys.exit(SKIPPED)
        stop(f"{shlex.join(command)} ended with status {status}:\n{text}")
    return status, time.monotonic() - started


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release",
                   help="a built tree (default: build/release)")
    p.add_argument("--only", default="", metavar="NAME,...", help="these defects")
    p.add_argument("--seconds", type=int, default=120, help="patience (default: 120)")
    p.add_argument("--seed", type=int, default=1)
    o = p.parse_args()
    defects = tomllib.loads((HERE / "defects.toml").read_text())["defect"]
    wanted = [n for n in o.only.split(",") if n]
    unknown = set(wanted) - {d["name"] for d in defects}
    if unknown:
        stop(f"there is no defect {', '.join(sorted(unknown))}; there are "
             f"{', '.join(d['name'] for d in defects)}")
    defects = [d for d in defects if not wanted or d["name"] in wanted]

    build = Build(o.build.resolve())
    scratch = build.folder / "defects"
    for lane in sorted({d["lane"] for d in defects}):
        folder = scratch / f"healthy-{lane}"
        folder.mkdir(parents=True, exist_ok=True)
        if judge(build.oracle, lane, o.seed, HEALTHY_SECONDS, folder)[0]:
            stop(f"lane {lane} finds something without any defect, too; see {folder}")

    missed = 0
    print(f"{'defect':<26} {'lane':<16} {'found after':>11}  what")
    for d in defects:
        folder = scratch / d["name"]
        status, seconds = judge(plant(build, d, folder), d["lane"], o.seed, o.seconds, folder)
        missed += status != FOUND
        after = f"{seconds:.1f} s" if status == FOUND else "NOT FOUND"
        print(f"{d['name']:<26} {d['lane']:<16} {after:>11}  {d['what']}", flush=True)
    print(f"{len(defects) - missed} of {len(defects)} defects found within {o.seconds} s")
    return int(missed != 0)


if __name__ == "__main__":
    sys.exit(main())
