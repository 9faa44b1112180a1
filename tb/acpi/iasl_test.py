#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our DMAR tables through iasl: it must disassemble them without a complaint, find in them what we meant, and
compile its text back to the same bytes (but for the fields in which it names itself as the creator).

  iasl_test.py <dmar_sample> [<vtd-sim>]     exit status 77 without iasl
"""
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

CREATOR = slice(28, 36)  # creator id and revision: iasl writes its own
CHECKSUM = slice(9, 10)

# What the text must say, in order: (field, value); other fields may be in between.
DRHD, RMRR, ATSR, RHSA, ANDD = (f"000{i}" for i in range(5))
EXPECTED = {
    "alone": [
        ("Signature", '"DMAR"'), ("Table Length", "00000040"), ("Revision", "01"), ("Host Address Width", "26"),
        ("Flags", "00"), ("Subtable Type", DRHD), ("Length", "0010"), ("Flags", "01"), ("PCI Segment Number", "0000"),
        ("Register Base Address", "00000000FED90000")],
    "desktop": [
        ("Host Address Width", "26"), ("Flags", "05"),
        ("Subtable Type", DRHD), ("Flags", "00"), ("Register Base Address", "00000000FED90000"),
        ("Device Scope Type", "01"), ("Entry Length", "08"), ("PCI Bus Number", "00"), ("PCI Path", "02,00"),
        ("Subtable Type", DRHD), ("Flags", "01"), ("Register Base Address", "00000000FED91000"),
        ("Device Scope Type", "03"), ("Enumeration ID", "02"), ("PCI Bus Number", "F0"), ("PCI Path", "1F,00"),
        ("Device Scope Type", "04"), ("Enumeration ID", "00"), ("PCI Path", "1F,07"),
        ("Subtable Type", RMRR), ("Base Address", "000000007B800000"),
        ("End Address (limit)", "000000007FFFFFFF"), ("PCI Path", "02,00"),
        ("Subtable Type", RMRR), ("Base Address", "00000000000E0000"),
        ("End Address (limit)", "00000000000E0FFF"), ("PCI Path", "14,00")],
    "server": [
        ("Oem Revision", "00000003"), ("Host Address Width", "2D"), ("Flags", "03"),
        ("Subtable Type", DRHD), ("Length", "0024"), ("Register Base Address", "00000000FBFFC000"),
        ("Device Scope Type", "02"), ("PCI Path", "01,00"),
        ("Device Scope Type", "01"), ("Entry Length", "0C"), ("PCI Bus Number", "80"), ("PCI Path", "02,01"),
        ("PCI Path", "00,00"), ("PCI Path", "05,07"),
        ("Subtable Type", DRHD), ("Flags", "01"), ("Register Base Address", "00000000C7FFC000"),
        ("Subtable Type", DRHD), ("Flags", "01"), ("PCI Segment Number", "0001"),
        ("Register Base Address", "00000200FFFFC000"),
        ("Subtable Type", ATSR), ("Flags", "00"), ("PCI Path", "01,00"), ("PCI Path", "03,00"),
        ("Subtable Type", ATSR), ("Flags", "01"), ("PCI Segment Number", "0001"),
        ("Subtable Type", RHSA), ("Length", "0014"), ("Base Address", "00000000FBFFC000"),
        ("Proximity Domain", "00000000"),
        ("Subtable Type", RHSA), ("Base Address", "00000200FFFFC000"), ("Proximity Domain", "00000001")],
    "named": [
        ("Subtable Type", DRHD), ("Flags", "00"), ("Device Scope Type", "05"), ("Enumeration ID", "01"),
        ("PCI Path", "15,00"), ("Subtable Type", RMRR), ("Device Scope Type", "05"),
        ("Subtable Type", ANDD), ("Device Number", "01"), ("Device Name", '"\\_SB.PCI0.I2C0"')],
}


def fields(text):
    return re.findall(r"^\[[0-9A-F]+h \d+ +\d+\] +(.*?) : (.*?)(?: \[.*)?$", text, re.MULTILINE)


def run_iasl(folder, *arguments):
    done = subprocess.run(["iasl", *arguments], cwd=folder, text=True, capture_output=True)
    return done.stdout + done.stderr


def knows_satc(folder):
    """Older versions of iasl do not know the newest structures."""
    run_iasl(folder, "-d", "everything.dat")
    return "Unknown" not in (folder / "everything.dsl").read_text()


def neutral(table):
    copy = bytearray(table)
    copy[CREATOR] = bytes(8)
    copy[CHECKSUM] = bytes(1)
    return bytes(copy)


def check(folder, name, expected):
    table = (folder / f"{name}.dat").read_bytes()
    assert sum(table) % 256 == 0, f"{name}: checksum"
    assert struct.unpack_from("<I", table, 4)[0] == len(table), f"{name}: length"
    run_iasl(folder, "-d", f"{name}.dat")
    text = (folder / f"{name}.dsl").read_text()
    for word in ("Unknown", "Incorrect", "Error", "Invalid"):
        assert word not in text, f"{name}: iasl says '{word}'\n{text}"
    found = fields(text)
    at = 0
    for wanted in expected:
        while at < len(found) and (found[at][0], found[at][1].rstrip()) != wanted:
            at += 1
        assert at < len(found), f"{name}: iasl does not see {wanted} (in this place)\n{text}"
        at += 1
    told = run_iasl(folder, "-p", f"{name}_again", f"{name}.dsl")
    assert "0 Errors, 0 Warnings" in told, f"{name}: {told}"
    again = (folder / f"{name}_again.aml").read_bytes()
    assert neutral(again) == neutral(table), f"{name}: iasl compiles it to other bytes"
    print(f"{name}: {len(table)} bytes, {len(found)} fields, compiled back to the same bytes")


def main():
    if shutil.which("iasl") is None:
        print("iasl is not installed (Debian package acpica-tools)")
        return 77
    sample, *simulator = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in [*EXPECTED, "everything"]:
            subprocess.run([sample, name, folder / f"{name}.dat"], check=True)
        for name, expected in EXPECTED.items():
            check(folder, name, expected)
        if knows_satc(folder):
            check(folder, "everything", [])
        else:
            print("everything: this iasl does not know SATC and SIDP")
        for program in simulator:
            subprocess.run([program, "--dmar", folder / "sim.dat"], check=True)
            check(folder, "sim", [("Subtable Type", DRHD), ("Flags", "01")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
