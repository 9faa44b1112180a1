#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares a part of a document with what a program prints.

The part is between the lines "<!-- NAME: begin -->" and "<!-- NAME: end -->". Exit status 1: they
differ. With --write the document is changed instead.
"""
import argparse
import difflib
import os
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="bring the document up to date")
    parser.add_argument("document")
    parser.add_argument("name", help="of the part")
    parser.add_argument("command", nargs="+", help="after --")
    args = parser.parse_args()
    environment = dict(os.environ, SYSTEMC_DISABLE_COPYRIGHT_MESSAGE="1")
    printed = subprocess.run(
        args.command, stdout=subprocess.PIPE, check=True, text=True, env=environment).stdout
    with open(args.document, encoding="utf-8") as file:
        text = file.read()
    begin = f"<!-- {args.name}: begin -->\n"
    end = f"<!-- {args.name}: end -->\n"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        print(f"{args.document}: needs one line {begin.strip()} and after it one line {end.strip()}",
              file=sys.stderr)
        return 2
    before, rest = text.split(begin)
    part, after = rest.split(end)
    if part == printed:
        return 0
    if args.write:
        with open(args.document, "w", encoding="utf-8") as file:
            file.write(before + begin + printed + end + after)
        return 0
    sys.stderr.writelines(difflib.unified_diff(
        part.splitlines(True), printed.splitlines(True), args.document, args.command[0]))
    print(f"{args.document} is out of date: run {sys.argv[0]} --write with the same arguments",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
