#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Generates everything that is derived from vtd.toml, the description of the hardware.

  regmap.py           writes the generated files
  regmap.py --check   writes nothing; exit status 1 names the files that are out of date

Exit status 2: the description is wrong, or a file cannot be read or written.
"""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True

import emit_c  # noqa: E402
import emit_docs  # noqa: E402
import emit_rdl  # noqa: E402
import emit_sv  # noqa: E402
import emit_tables  # noqa: E402
import model  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent

OUTPUTS = {
    "tlm/core/include/vtd/vtd_regs.h": emit_c.emit,
    "tlm/core/include/vtd/vtd_tables.h": emit_tables.emit_header,
    "tlm/core/src/vtd_tables.c": emit_tables.emit_source,
    "rtl/vtd_regs_pkg.sv": emit_sv.emit,
    "docs/registers.md": emit_docs.emit,
    "scripts/regmap/vtd.rdl": emit_rdl.emit,
}


def main():
    parser = argparse.ArgumentParser(description="generate what is derived from the hardware description")
    parser.add_argument("--check", action="store_true", help="write nothing, name stale files (exit status 1)")
    parser.add_argument("--input", type=pathlib.Path, default=HERE / "vtd.toml", help="the description")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT, help="root of the tree to write or check")
    arguments = parser.parse_args()
    try:
        description = model.load(arguments.input)
        texts = {name: emit(description) for name, emit in OUTPUTS.items()}
    except model.DescriptionError as error:
        print(f"regmap: {arguments.input}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"regmap: {arguments.input}: {error.strerror}", file=sys.stderr)
        return 2
    stale = []
    for name, text in texts.items():
        path = arguments.output / name
        try:
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            if arguments.check:
                stale.append(name)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            print(f"regmap: {path}: {error.strerror}", file=sys.stderr)
            return 2
    for name in stale:
        print(f"regmap: {name} is out of date; run scripts/regmap/regmap.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
