#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Table of the line and toggle coverage that Verilator counted (files *.dat of a folder).

A point that several instances or geometries have counts once, with the sum of their counts. --holes also lists the points
that were never reached.
"""
import collections
import pathlib
import re
import sys


def points(folder):
    """{(file, kind, line, what): count} over all files of the folder."""
    counts = collections.Counter()
    for data in sorted(pathlib.Path(folder).glob("*.dat")):
        for text in data.read_text(errors="replace").splitlines():
            match = re.fullmatch(r"C '(.*)' (\d+)", text)
            if not match:
                continue
            fields = dict(part.split("\x02", 1) for part in match.group(1).split("\x01") if "\x02" in part)
            kind = fields.get("page", "").split("/")[0].removeprefix("v_")
            if kind == "branch":
                kind = "line"
            name = pathlib.Path(fields.get("f", "")).name
            if kind in ("line", "toggle") and not name.endswith("_sva.sv"):
                counts[name, kind, int(fields.get("l", 0)), fields.get("o", "")] += int(match.group(2))
    return counts


def main():
    arguments = [a for a in sys.argv[1:] if a != "--holes"]
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit("rtl_coverage.py: give one folder with *.dat files, and --holes for a list of what was not reached")
    counts = points(arguments[0])
    if not counts:
        print(f"rtl_coverage.py: no coverage data in {arguments[0]}; vtd_rtl_equiv --rtl-coverage writes it", file=sys.stderr)
        sys.exit(2)
    print(f"{'file':26} {'lines':>16} {'toggles':>18}")
    for name in sorted({point[0] for point in counts}) + ["all"]:
        row = f"{name:26}"
        for kind, width in (("line", 16), ("toggle", 18)):
            mine = [n for point, n in counts.items() if point[1] == kind and name in (point[0], "all")]
            reached = sum(n != 0 for n in mine)
            share = f"{reached}/{len(mine)} {100 * reached / len(mine):5.1f}%" if mine else "-"
            row += f" {share:>{width}}"
        print(row)
    if "--holes" in sys.argv:
        for (name, kind, line, what), n in sorted(counts.items()):
            if n == 0:
                print(f"{name}:{line}: {kind} {what}")


if __name__ == "__main__":
    main()
