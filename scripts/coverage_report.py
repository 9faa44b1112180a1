#!/usr/bin/env python3
"""Prints lcov's measurement of the core as a table and compares it with the goals.

Exit status 1: a goal is missed. 2: no usable measurement.
"""
import argparse
import json
import os
import sys


def read(path):
    """The info file: {source: {"lines": {number: hits}, "branches": {(line, block, branch): taken}}}."""
    files, current = {}, None
    with open(path, encoding="utf-8") as info:
        for text in info:
            tag, _, value = text.strip().partition(":")
            if tag == "SF":
                current = files.setdefault(value, {"lines": {}, "branches": {}})
            elif tag == "DA":
                number, hits = value.split(",")[:2]
                current["lines"][int(number)] = int(hits)
            elif tag == "BRDA":
                line, block, branch, taken = value.split(",")
                current["branches"][int(line), block, int(branch)] = 0 if taken == "-" else int(taken)
    return files


def count(hits):
    return {"found": len(hits), "hit": sum(1 for h in hits if h > 0)}


def percent(figure):
    return 100.0 * figure["hit"] / figure["found"] if figure["found"] else 100.0


def row(name, figures):
    cells = []
    for kind in ("lines", "branches"):
        f = figures[kind]
        cells.append(f"{percent(f):6.1f} %  {f['hit']:5d} of {f['found']:5d}")
    return f"{name:<16}  {cells[0]}   {cells[1]}"


def list_missed(files, part):
    for path in sorted(files):
        name = os.path.basename(path)
        if part not in name:
            continue
        with open(path, encoding="utf-8") as source:
            text = source.read().splitlines()
        missed = {n: "never run" for n, hits in files[path]["lines"].items() if hits == 0}
        by_line = {}
        for (line, _, branch), taken in sorted(files[path]["branches"].items()):
            by_line.setdefault(line, []).append(taken)
        for line, taken in by_line.items():
            if line not in missed and 0 in taken:
                missed[line] = "".join("+" if t else "-" for t in taken)
        for line in sorted(missed):
            print(f"{name}:{line}: {missed[line]:<10} {text[line - 1].strip()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("info")
    parser.add_argument("--lines", type=float, required=True, help="goal in percent")
    parser.add_argument("--branches", type=float, required=True, help="goal in percent")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--missed", metavar="PART")
    options = parser.parse_args()

    files = read(options.info)
    if not files:
        print(f"coverage: {options.info} names no source file; run scripts/coverage again", file=sys.stderr)
        return 2
    if options.missed is not None:
        list_missed(files, options.missed)
    table = {os.path.basename(path): {"lines": count(f["lines"].values()), "branches": count(f["branches"].values())}
             for path, f in sorted(files.items())}
    total = {kind: {key: sum(f[kind][key] for f in table.values()) for key in ("found", "hit")}
             for kind in ("lines", "branches")}
    goals = {"lines": options.lines, "branches": options.branches}
    below = [kind for kind in goals if percent(total[kind]) < goals[kind]]

    print(f"{'file':<16}  {'lines':>8}{'':18}{'branches':>8}")
    for name, figures in table.items():
        print(row(name, figures))
    print(row("all", total))
    for kind in goals:
        verdict = "below" if kind in below else "meets"
        print(f"{kind}: {percent(total[kind]):.1f} % {verdict} the goal of {goals[kind]:.0f} %")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump({"files": table, "total": total, "goals": goals, "met": not below}, out, indent=2)
            out.write("\n")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
