#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The generator itself: broken descriptions are refused, stale files are named, the output does not
depend on the run, and the SystemVerilog and SystemRDL outputs agree with the hand-written lists."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REGMAP = ROOT / "scripts/regmap/regmap.py"
DESCRIPTION = (ROOT / "scripts/regmap/vtd.toml").read_text(encoding="utf-8")

# A change of the description, as (text, replacement), and what the refusal must say.
BROKEN = {
    "overlap in a register": (
        'name = "QIE", bits = "26"',
        'name = "QIE", bits = "27"',
        r"GCMD\.WBF: bit 27 overlaps with QIE",
    ),
    "overlap in a structure": (
        'name = "TT", bits = "3:2"',
        'name = "TT", bits = "3:1"',
        r"CTX\.TT: bit 1 overlaps with FPD",
    ),
    "overlap with ignored bits": (
        'ignored = ["70:67"]',
        'ignored = ["70:66"]',
        r"CTX: ignored bit 66 overlaps with AW",
    ),
    "overlapping registers": (
        'name = "FECTL"\noffset = 0x038',
        'name = "FECTL"\noffset = 0x034',
        r"register FECTL: offset 0x34 overlaps with FSTS",
    ),
    "overlapping array": ("count = 10\nstride = 16", "count = 10\nstride = 8", r"offset 0x188 overlaps"),
    "unknown feature of a field": (
        'name = "QIE", bits = "26", needs = "QI"',
        'name = "QIE", bits = "26", needs = "QJ"',
        r"GCMD\.QIE: unknown feature 'QJ'",
    ),
    "unknown feature of a register": (
        'needs = "IR"\nchapter = "11"\ndoc = "Interrupt remapping table address',
        'needs = "IRX"\nchapter = "11"\ndoc = "Interrupt remapping table address',
        r"register IRTA: unknown feature 'IRX'",
    ),
    "feature of an unknown field": ('QI = "ECAP.QI"', 'QI = "ECAP.QJ"', r"feature QI: unknown field ECAP\.QJ"),
    "feature that is no expression": ('QI = "ECAP.QI"', 'QI = "ECAP.QI &"', r"feature QI: .*not an expression"),
    "feature of a missing bit": ('"CAP.SSLPS[1]"', '"CAP.SSLPS[4]"', r"CAP\.SSLPS has no bit 4"),
    "register twice": ('name = "IQT"\n', 'name = "IQH"\n', r"register IQH is described twice"),
    "structure twice": ('name = "SS_PTE"', 'name = "SS_PDE_2M"', r"structure SS_PDE_2M is described twice"),
    "field twice": ('name = "SRTP", bits', 'name = "SIRTP", bits', r"GCMD\.SIRTP: the name is used twice"),
    "fault code twice": ("code = 0x02", "code = 0x01", r"fault code 01h is described twice"),
    "fault condition twice": ('name = "LCT.2"', 'name = "LRT.2"', r"fault condition LRT\.2 is described twice"),
    "unknown completion": ('name = "LRT.2", Q = "N", U = "UR"', 'name = "LRT.2", Q = "N", U = "XX"', r"'XX'"),
    "bits outside of a register": ('name = "TE", bits = "31"', 'name = "TE", bits = "32"', r"GCMD\.TE: bit 32"),
    "bits upside down": ('name = "RTA", bits = "63:12"', 'name = "RTA", bits = "12:63"', r"RTADDR\.RTA: .*upside"),
    "field over two words": (
        'name = "AW", bits = "66:64", values',
        'name = "AW", bits = "66:63", values',
        r"CTX\.AW: bits 66:63 cross",
    ),
    "unknown access": ('name = "EPM", bits = "31"', 'name = "EPM", access = "rx", bits = "31"', r"access 'rx'"),
    "value too large": ("TTM = 7 }", "TTM = 16 }", r"IQERCD\.IQEI: value TTM does not fit"),
    "equal values": ("TTM = 7 }", "TTM = 6 }", r"IQERCD\.IQEI: values TAIL_ALIGN and TTM are the same"),
    "reset too large": ('bits = "31", reset = 1', 'bits = "31", reset = 2', r"FECTL\.IM: reset 2"),
    "unknown key": ('name = "IWC", bits', 'name = "IWC", colour = "red", bits', r"ICS\.IWC: unknown key 'colour'"),
    "missing key": ('name = "IWC", bits = "0", ', 'name = "IWC", ', r"ICS\.IWC: 'bits' is missing"),
    "wrong type": ("width = 32\naccess = \"rw1c\"\nneeds = \"QI\"", "width = \"32\"\naccess = \"rw1c\"\nneeds = \"QI\"",
                   r"register ICS: 'width' must be of type int"),
    "like of an unknown register": ('like = "FECTL"', 'like = "FFCTL"', r"like = 'FFCTL'"),
    "names that meet in C": ("DESC_WIDTH = 5", "WIDTH = 5", r"VTD_IQERCD_IQEI_WIDTH comes out twice"),
    "join of an unknown field": ('"PDAL@6"', '"PDAX@6"', r"IRTE_POSTED\.PDA: part 'PDAX@6'"),
    "not TOML": ('version = "4.1"', "version = ", r"not TOML"),
}


def regmap(*arguments):
    command = [sys.executable, str(REGMAP), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Generator(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.tree = pathlib.Path(directory.name)

    def test_broken_descriptions_are_refused(self):
        for name, (text, replacement, message) in BROKEN.items():
            with self.subTest(name):
                self.assertIn(text, DESCRIPTION)
                path = self.tree / "broken.toml"
                path.write_text(DESCRIPTION.replace(text, replacement, 1), encoding="utf-8")
                run = regmap("--input", path, "--output", self.tree / "out")
                self.assertEqual(run.returncode, 2, run.stderr)
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
                self.assertRegex(run.stderr, message)
                self.assertFalse((self.tree / "out").exists(), "a refused description must write nothing")

    def test_missing_description(self):
        run = regmap("--input", self.tree / "none.toml")
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stderr, r"none\.toml: No such file")

    def test_stale_files_are_named(self):
        run = regmap("--output", self.tree)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(regmap("--output", self.tree, "--check").returncode, 0)
        files = sorted(str(p.relative_to(self.tree)) for p in self.tree.rglob("*") if p.is_file())
        self.assertIn("tlm/core/include/vtd/vtd_regs.h", files)
        for name in files:
            with self.subTest(name):
                path = self.tree / name
                text = path.read_text(encoding="utf-8")
                self.assertEqual(text, (ROOT / name).read_text(encoding="utf-8"), "output depends on the run")
                path.write_text(text + "\n", encoding="utf-8")
                run = regmap("--output", self.tree, "--check")
                self.assertEqual(run.returncode, 1)
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
                self.assertIn(name, run.stderr)
                path.unlink()
                self.assertEqual(regmap("--output", self.tree, "--check").returncode, 1)
                path.write_text(text, encoding="utf-8")


def expected(file, owner_column):
    """Rows (owner, field, hi, lo) of a hand-written list."""
    rows = []
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        match = re.match(r"  [FA]\((.*)\) ?\\?$", line)
        if match:
            cells = [cell.strip() for cell in match[1].split(",")]
            rows.append((cells[owner_column], cells[owner_column + 1], int(cells[4]), int(cells[5])))
    return rows


class Outputs(unittest.TestCase):
    def test_systemverilog_agrees_with_the_lists(self):
        text = (ROOT / "rtl/vtd_regs_pkg.sv").read_text(encoding="utf-8")
        values = dict(re.findall(r"localparam int unsigned (\w+) = (\d+);", text))
        rows = expected("expected_registers.h", 2) + expected("expected_structures.h", 2)
        self.assertGreater(len(rows), 500)
        for owner, name, hi, lo in rows:
            with self.subTest(f"{owner}.{name}"):
                self.assertEqual(int(values[f"VTD_{owner}_{name}_LSB"]), lo)
                self.assertEqual(int(values[f"VTD_{owner}_{name}_WIDTH"]), hi - lo + 1)
        offsets = dict(re.findall(r"localparam logic \[31:0\] (VTD_\w+_REG) = 32'h(\w+);", text))
        codes = dict(re.findall(r"localparam logic \[7:0\] VTD_FR_(\w+) = 8'h(\w+);", text))
        for name, offset in self.rows("expected_registers.h", r"  R\((\w+), \w+, (0x\w+), \d+\)"):
            self.assertEqual(int(offsets[f"VTD_{name}_REG"], 16), int(offset, 16), name)
        for name, code in self.rows("expected_faults.h", r'  C\((\w+), "[^"]+", (0x\w+),'):
            self.assertEqual(int(codes[name], 16), int(code, 16), name)

    def test_systemrdl_agrees_with_the_lists(self):
        text = (ROOT / "scripts/regmap/vtd.rdl").read_text(encoding="utf-8")
        self.assertEqual(text.count("{"), text.count("}"))
        fields = {}
        for name, body in re.findall(r"^  reg (\w+)_r \{(.*?)^  \};", text, re.M | re.S):
            for field, hi, lo in re.findall(r"\} (\w+)\[(\d+):(\d+)\] =", body):
                fields[name, field] = (int(hi), int(lo))
        overlays = {("FRCD_LO", "IIDX"), ("VCMD", "PASID"), ("VCRSP", "PASID")}
        rows = expected("expected_registers.h", 2)
        for owner, name, hi, lo in rows:
            if (owner, name) not in overlays:
                self.assertEqual(fields[owner, name], (hi, lo), f"{owner}.{name}")
        for name, base, offset in self.rows("expected_registers.h", r"  R\((\w+), (\w+), 0x(\w+), \d+\)"):
            if base == "FIXED" and not name.startswith("MTRR_PHYS"):
                self.assertRegex(text, rf"\b{name}_r {name}(\[\d+\])? @ 0x0*{int(offset, 16):X}\b")

    def rows(self, file, pattern):
        rows = re.findall(pattern, (HERE / file).read_text(encoding="utf-8"))
        self.assertGreater(len(rows), 50)
        return rows


if __name__ == "__main__":
    unittest.main()
