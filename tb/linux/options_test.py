#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Wrong options of scripts/linux: one line that names the thing, exit status 2, before anything is built or booted.

  options_test.py LINUX_PY
"""
import subprocess
import sys
import tempfile

MISTAKES = (
    (["--mode", "flat"], "--mode"),
    (["--memory", "3"], "--memory"),
    (["--memory", "much"], "--memory"),
    (["--memory", "2049"], "--memory"),
    (["--boots", "0"], "--boots"),
    (["--boots", "3", "--shell"], "--boots"),
    (["--tests", ","], "--tests"),
    (["--units", "3"], "--units"),
    (["--tests", "units,nothing"], "nothing"),
    (["--data", "3"], "--data"),
    (["--data", "129"], "--memory 516"),
    (["--disk", "{folder}/missing"], "--disk"),
    (["--disk", "{folder}"], "--disk"),
    (["--record", "{folder}/missing/file"], "--record"),
    (["--json", "{folder}"], "--json"),
    (["--strict", "--deferred"], "--deferred"),
    (["--reference", "--units", "2"], "--reference"),
    (["--kernle", "x"], "--kernle"),
)


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for words, named in MISTAKES:
            words = [word.format(folder=folder) for word in words]
            result = subprocess.run([sys.executable, sys.argv[1], "--check-options", *words], text=True, capture_output=True)
            if result.returncode != 2 or named not in result.stderr or result.stderr.count("\n") != 1 or result.stdout:
                failed += 1
                print(f"{words}: exit status {result.returncode}, said: {result.stdout}{result.stderr}")
        good = subprocess.run([sys.executable, sys.argv[1], "--check-options", "--data", "128", "--record", f"{folder}/file"])
        failed += good.returncode != 0
    print(f"{len(MISTAKES)} mistakes, {failed} not as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
