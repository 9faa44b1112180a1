#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our SSDT and MADT through iasl. The SSDT must be, byte for byte, what iasl makes of the same thing written in
ASL; the MADT must disassemble to what we meant, and compile back to the same bytes.

  iasl_platform_test.py <platform_sample>     exit status 77 without iasl
"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from iasl_test import check, neutral, run_iasl

ASL = """
DefinitionBlock ("", "SSDT", 2, "{oem_id}", "{oem_table_id}", {oem_revision})
{{
  Scope (\\_SB)
  {{
    Device (VTDB)
    {{
      Name (_HID, EisaId ("PNP0A08"))
      Name (_CID, EisaId ("PNP0A03"))
      Name (_UID, {uid})
      Name (_SEG, {segment})
      Name (_BBN, {first_bus})
      Name (_CBA, {ecam})
      Name (_CRS, ResourceTemplate ()
      {{
        WordBusNumber (ResourceProducer, MinFixed, MaxFixed, PosDecode, 0, {first_bus}, {last_bus}, 0, {buses})
        DWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed, NonCacheable, ReadWrite, 0,
                     {memory_first}, {memory_last}, 0, {memory_bytes})
      }})
      Method (_OSC, 4, NotSerialized)
      {{
        CreateDWordField (Arg3, 0, CDW1)
        If (LEqual (Arg0, ToUUID ("33DB4D5B-1FF7-401C-9657-7441C03DD766")))
        {{
          CreateDWordField (Arg3, 8, CDW3)
          Store (CDW3, Local0)
          And (CDW3, 0x10, CDW3)
          If (LNotEqual (Local0, CDW3)) {{ Or (CDW1, 0x10, CDW1) }}
        }}
        Else
        {{
          Or (CDW1, 4, CDW1)
        }}
        Return (Arg3)
      }}
    }}
    Device (VTDR)
    {{
      Name (_HID, EisaId ("PNP0C02"))
      Name (_UID, {uid})
      Name (_CRS, ResourceTemplate ()
      {{
{reserved}
      }})
    }}
  }}
}}
"""

# What platforms.c says, in numbers of our own.
SSDT = {
    "small": dict(oem_id="VTD   ", oem_table_id="SMALL   ", oem_revision=1, uid=0x10, segment=1, first_bus=0,
                  last_bus=0, buses=1, ecam=0xFE900000, memory_first=0xFEA00000, memory_last=0xFEAFFFFF,
                  memory_bytes=0x100000, reserved=[(0xFE900000, 0x100000), (0xFEB00000, 0x10000)]),
    "large": dict(oem_id="ACME00", oem_table_id="LARGE000", oem_revision=77, uid=0x12345, segment=0x1234,
                  first_bus=0x40, last_bus=0x7F, buses=64, ecam=0xB0000000, memory_first=0x80000000,
                  memory_last=0x9FFFFFFF, memory_bytes=0x20000000,
                  reserved=[(0xB4000000, 0x4000000), (0xFED90000, 0x1000), (0xFED91000, 0x1000),
                            (0xFED92000, 0x1000), (0xFED93000, 0x1000), (0xFEC00000, 0x1000),
                            (0xFEC01000, 0x1000), (0xFED00000, 0x400), (0xFFFFF000, 0x1000)]),
}
LOCAL, IOAPIC, OVERRIDE, NMI = (f"{i:02X}" for i in (0, 1, 2, 4))
MADT = {
    "small": [
        ("Signature", '"APIC"'), ("Local Apic Address", "FEE00000"), ("Flags (decoded below)", "00000001"),
        ("Subtable Type", LOCAL), ("Local Apic ID", "00"), ("Flags (decoded below)", "00000001"),
        ("Subtable Type", IOAPIC), ("I/O Apic ID", "00"), ("Address", "FEB02000"), ("Interrupt", "00000000"),
        ("Subtable Type", OVERRIDE), ("Bus", "00"), ("Source", "00"), ("Interrupt", "00000002"),
        ("Flags (decoded below)", "0000"),
        ("Subtable Type", NMI), ("Processor ID", "FF"), ("Interrupt Input LINT", "01")],
    "large": [
        ("Flags (decoded below)", "00000000"),
        *[entry for apic in ("00", "02", "04", "FE") for entry in
          (("Subtable Type", LOCAL), ("Local Apic ID", apic), ("Flags (decoded below)", "00000001"))],
        ("Subtable Type", IOAPIC), ("I/O Apic ID", "08"), ("Address", "FEC00000"), ("Interrupt", "00000000"),
        ("Subtable Type", IOAPIC), ("I/O Apic ID", "09"), ("Address", "FEC01000"), ("Interrupt", "00000018"),
        ("Subtable Type", OVERRIDE), ("Source", "00"), ("Interrupt", "00000002"),
        ("Subtable Type", OVERRIDE), ("Source", "09"), ("Flags (decoded below)", "000D"),
        ("Subtable Type", OVERRIDE), ("Source", "0F"), ("Interrupt", "00000028"), ("Flags (decoded below)", "0007"),
        ("Subtable Type", NMI)],
}


def check_ssdt(folder, name, expected):
    table = (folder / f"{name}_ssdt.dat").read_bytes()
    assert sum(table) % 256 == 0, f"{name}: checksum"
    reserved = "\n".join(f"        Memory32Fixed (ReadWrite, {base}, {size})" for base, size in expected["reserved"])
    (folder / f"{name}_own.dsl").write_text(ASL.format(**{**expected, "reserved": reserved}))
    told = run_iasl(folder, "-p", f"{name}_own", f"{name}_own.dsl")
    assert "0 Errors, 0 Warnings" in told, f"{name}: {told}"
    own = (folder / f"{name}_own.aml").read_bytes()
    assert neutral(own) == neutral(table), f"{name}: iasl makes other bytes of the same SSDT"
    run_iasl(folder, "-d", f"{name}_ssdt.dat")
    assert "Device (VTDB)" in (folder / f"{name}_ssdt.dsl").read_text(), f"{name}: iasl does not see the bridge"
    print(f"{name}: SSDT of {len(table)} bytes, the same as iasl's")


def main():
    if shutil.which("iasl") is None:
        print("iasl is not installed (Debian package acpica-tools)")
        return 77
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in SSDT:
            for table in ("ssdt", "madt"):
                subprocess.run([sys.argv[1], name, table, folder / f"{name}_{table}.dat"], check=True)
            check_ssdt(folder, name, SSDT[name])
            check(folder, f"{name}_madt", MADT[name])
    return 0


if __name__ == "__main__":
    sys.exit(main())
