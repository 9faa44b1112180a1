#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# What vtd-sim says of options and platform files that cannot be: one line, exit status 2.
#
#   vtd_sim_mistakes_test.py <vtd-sim> [unittest arguments]
from vtd_sim_base import OTHER, QUICK, TemporaryFolder, accelerator, bridge, engine, ioapic, main, run, sriov, unit

# Options that cannot be, and what the message must say.
BAD_OPTIONS = [
    (["--frobnicate"], "--frobnicate"),
    (["stray"], "stray"),
    (["--iotlb=fpga"], "choose model, rtl or lockstep"),
    (["--iotlb"], "--iotlb"),
    (["--program", "nonesuch"], "known are: "),
    (["--program"], "--program"),
    (["--seed", "x"], "whole number"),
    (["--seed", "-1"], "whole number"),
    (["--seed", "99999999999999999999999"], "whole number"),
    (["--soak", "1.5"], "whole number"),
    (["--wave", "w.fst"], "--iotlb=lockstep"),
    (["--iotlb=rtl", "--wave", "/nonexistent/w.fst"], "folder"),
    (["--json", "/nonexistent/r.json"], "folder"),
    (["--trace", "/nonexistent/t.json"], "folder"),
    (["--platform", "/nonexistent/p.toml"], "cannot be read"),
    (["--platform", "/"], "/"),
    (["--dmar", "/nonexistent/dmar.aml"], "folder"),
    (["--dmar"], "--dmar"),
]

# Platform files that cannot be: text, line of the mistake, what the message must say.
BAD_PLATFORMS = [
    ("[memory\n", 1, "not valid TOML"),
    ("[memory]\nmib = \n", 2, "not valid TOML"),
    ("x = 1\n", 1, "unknown key 'x'"),
    ("[memory]\nmb = 1\n", 2, "unknown key 'mb'"),
    ("[memory]\nmib = 1\n", 2, "from 16 to 3072"),
    ("[memory]\nmib = 1.5\n", 2, "must be an integer"),
    ('[memory]\nmib = "64"\n', 2, "must be an integer"),
    ("[memory]\nmib = -64\n", 2, "must be an integer"),
    ("\n\n[memory]\ndmi = 1\n", 4, "true or false"),
    ("[memory]\nline_ns = nan\n", 2, "must be a number"),
    ("memory = 3\n", 1, "must be a table"),
    ("[cpu]\nrelax_ns = 0\n", 2, "must be a number from 1"),
    ("[cpu]\nlimit_ms = 1e99\n", 2, "must be a number"),
    ("[unit]\nhaw = 53\n", 2, "from 32 to 52"),
    ("[unit]\nbase = 0xFED90100\n", 1, "multiple of its register window"),
    ("[unit]\nbase = 0xFEE00000\n", 1, "overlap"),
    ("[unit]\nreg_bytes = 5000\n", 1, "no such remapping unit"),
    ("[unit]\nunits = 2\n", 2, "unknown key 'units'"),
    ("[unit.cap]\nNOPE = 1\n", 2, "CAP has no field 'NOPE'"),
    ("[unit.cap]\nND = 8\n", 2, "CAP.ND"),
    ("[unit.cap]\nSAGAW = 0\n", 1, "no such remapping unit"),
    ("[unit.ecap]\nQI = 2\n", 2, "ECAP.QI"),
    ("[unit.ecap]\nIRO = true\n", 2, "must be an integer"),
    ("[unit.iotlb]\nsets = 0\n", 2, "'sets'"),
    ("[unit.iotlb]\nsets = 3\n", 1, "no such remapping unit"),
    ("[unit.iotlb]\nentries = 3\n", 2, "unknown key 'entries'"),
    ("[unit.perf]\ncounters = 3\n", 2, "unknown key 'counters'"),
    ("[unit.perf]\nconfig_offset = 65536\n", 2, "'config_offset'"),
    ("[unit]\nscalable = true\n[unit.perf]\nevents = [1]\n", 1, "set clock_ns or leave them out"),
    ("[unit]\nscalable = true\n[unit.perf]\nevents = [4]\n", 1, "an event is not defined"),
    ("[unit]\nscalable = true\n[unit.perf]\nfreeze_offset = 0x500\n", 1, "overlap"),
    ("[unit.perf]\nclock_ns = 0.0001\n", 2, "'clock_ns' must be 0 (no clock) or at least 0.001"),
    ("[unit.perf]\nclock_ns = -1\n", 2, "'clock_ns' must be a number from 0"),
    ("[unit.perf]\nclock_ns = true\n", 2, "'clock_ns' must be a number from 0"),
    ("[unit.perf]\nevents = 3\n", 2, "list of at most 5"),
    ("[unit.perf]\nevents = [1, 1, 1, 1, 1, 1]\n", 2, "list of at most 5"),
    ('[unit.perf]\nevents = ["all"]\n', 2, "'events' must be an integer"),
    ("[unit.perf.cap]\nNCNTRS = 3\n", 2, "PERFCAP has no field 'NCNTRS'"),
    ("[unit]\nscalable = true\n[unit.perf.cap]\nNCNTR = 0\n", 1, "PERFCAP.NCNTR"),
    ("[unit]\nscalable = true\n[unit.perf]\nown_counters = 1\n", 1, "PERFCAP.PCCS"),
    ("[unit]\nscalable = true\n[unit.perf]\ncounter_offset = 0x1004\n", 1, "multiples of 8"),
    ("[unit.at]\nlatency = 3\n", 2, "unknown key 'latency'"),
    ("[unit.at]\noutstanding = true\n", 2, "must be an integer"),
    ("[unit.at]\noutstanding = 1025\n", 1, "at.outstanding is 1025"),
    ("[unit.at]\noutstanding = 8\nmisses = 9\n", 1, "at.misses is 9"),
    ("[unit.at]\noutstanding = 8\nwalkers = 9\n", 1, "at.walkers is 9"),
    ("[unit.at]\naccept_ns = -1\n", 2, "'accept_ns'"),
    ("engine = []\n", 1, "[[engine]]"),
    ("engine = [1]\n", 1, "[[engine]]"),
    ('[[engine]]\nname = "a"\nbase = 0xFEB00000\n', 1, "no 'requester_ids'"),
    (engine(name="a b"), 2, "letters, digits"),
    (engine(name=""), 2, "letters, digits"),
    (engine(base="0xFEB00010"), 1, "multiple of 0x1000"),
    (engine(base="0x1000"), 1, "overlap"),
    (engine(ids="[]"), 4, "list of 1 to 8"),
    (engine(ids='["00:00.0", "00:00.1", "00:00.2", "00:00.3", "00:00.4", "00:00.5", "00:00.6", '
            '"00:00.7", "00:01.0"]'), 4, "list of 1 to 8"),
    (engine(ids='["00:20.0"]'), 4, "requester id"),
    (engine(ids='["00:03.8"]'), 4, "requester id"),
    (engine(ids='["00:03.0x"]'), 4, "requester id"),
    (engine(ids="[24]"), 4, "requester id"),
    (engine(more="channels = 2"), 1, "channels"),
    (engine(more="channels = 9"), 5, "'channels'"),
    (engine(more="speed = 9"), 5, "unknown key 'speed'"),
    (engine() + engine(name="dma1", base="0xFEB01000"), 6, "used twice"),
    (engine() + engine(base="0xFEB01000", ids='["00:04.0"]'), 6, "called 'dma0'"),
    (engine() + engine(name="dma1", ids='["00:04.0"]'), 1, "overlap"),
    # Several units, and what is behind them
    ("unit = []\n", 1, "[[unit]]"),
    ("unit = [1]\n", 1, "[[unit]]"),
    ("[[unit]]\ninclude_pci_all = true\n", 1, "no 'base'"),
    (unit() + unit(more=OTHER), 1, "overlap"),
    (unit() + unit("0xFED91000"), 4, "include_pci_all in the same segment"),
    (unit(more=""), 1, "serves no device"),
    (unit(more=OTHER), 1, "no unit serves 00:03.0 (dma0)"),
    (unit(more="segment = 1\ninclude_pci_all = true"), 1, "no unit serves 00:03.0"),
    (unit() + unit("0xFED91000", OTHER) + unit("0xFED92000", OTHER), 7, "both serve 00:05.0"),
    (unit() + unit("0xFED91000", 'name = "unit0"\n' + OTHER), 4, "two units are called 'unit0'"),
    (unit(more='name = "a b"'), 3, "letters, digits"),
    (unit(more='devices = "00:05.0"'), 3, "list of requester ids"),
    (unit(more='devices = ["5"]'), 3, "requester id"),
    (unit(more='devices = ["00:05.0", "00:05.0"]'), 1, "lists 00:05.0 twice"),
    (unit(more='bridges = ["00:01.0"]'), 1, "add a [[bridge]]"),
    (unit(more='devices = ["00:01.0"]') + bridge(), 1, "move it to 'bridges'"),
    (unit() + unit("0xFED91000", 'bridges = ["00:01.0"]') +
     unit("0xFED92000", 'devices = ["03:00.0"]') + bridge(), 7, "both serve 03:00.0"),
    (unit(more='ioapics = [2]'), 3, "must be a list such as"),
    (unit(more='ioapics = [{ id = 2 }]'), 3, "no 'at'"),
    (unit(more='hpets = [{ id = 256, at = "00:1f.0" }]'), 3, "from 0 to 255"),
    (unit() + unit("0xFED91000", 'ioapics = [{ id = 2, at = "f0:1f.0" }]') +
     unit("0xFED92000", 'ioapics = [{ id = 2, at = "f0:1f.1" }]'), 7, "both serve f0:1f.1"),
    (unit(more='acpi_devices = [{ id = 1, at = "00:15.0" }]\ninclude_pci_all = true'), 1,
     "add an [[acpi_device]]"),
    (bridge(secondary=0), 3, "from 1 to 255"),
    (bridge(at="02:00.0"), 1, "do not ascend"),
    (bridge(secondary=5), 1, "do not ascend"),
    (bridge() + bridge(), 1, "described twice"),
    (bridge() + bridge(at="00:02.0", secondary=4, subordinate=5), 1, "share buses"),
    (bridge() + bridge(at="00:02.0", secondary=2, subordinate=3), 1, "share buses"),
    ("[[bridge]]\nsecondary = 1\n", 1, "no 'at'"),
    ('[[reserved_region]]\nbase = 0x1000\nlimit = 0x1FFF\n', 1, "no device"),
    ('[[reserved_region]]\nbase = 0x1000\nlimit = 0x2000\ndevices = ["00:05.0"]\n', 1,
     "whole 4096-byte pages"),
    ('[[atsr]]\nroot_ports = ["00:01.0"]\n', 1, "add a [[bridge]]"),
    ('[[atsr]]\nsegment = 0\n', 1, "either ALL_PORTS"),
    ('[[satc]]\ndevices = ["00:05.0"]\nport = 1\n', 3, "unknown key 'port'"),
    ('[[sidp]]\nflags = ["fast"]\ndevices = ["00:05.0"]\n', 2, "unknown flag 'fast'"),
    ("[[acpi_device]]\nnumber = 1\nname = ''\n", 3, "1 to 255 printable"),
    ("[[acpi_device]]\nnumber = 1\nname = 'a'\n" * 2, 1, "same number"),
    ('[dmar]\noem_id = "TOOLONG"\n', 2, "1 to 6 printable"),
    ("[dmar]\noem_revision = 0x100000000\n", 2, "'oem_revision'"),
    ("[dmar]\nx2apic_opt_out = true\n[unit.ecap]\nIR = 0\nEIM = 0\nMHMV = 0\n", 1, "X2APIC_OPT_OUT"),
    ('[[sriov]]\nname = "nic"\n', 1, "no 'base'"),
    (engine() + sriov(more="vfs = 1024"), 10, "from 1 to 1023"),
    (engine() + sriov("ff:1f.7"), 6, "beyond bus ff"),
    (engine() + sriov("00:02.7", "vfs = 2"), 6, "00:03.0 is used twice"),
    (engine(base="0xFE001000") + sriov(), 1, "overlap"),
    ("accelerator = 1\n", 1, "[[accelerator]]"),
    ('[[accelerator]]\nname = "a"\nbase = 0xFEA00000\n', 1, "no 'requester_id'"),
    (accelerator(base="0xFEA00800"), 1, "multiple of 0x1000"),
    (accelerator(base="0xFEB00000"), 1, "overlap"),
    (accelerator(sid="00:03.0"), 1, "used twice"),
    (accelerator(more="queues = 9"), 5, "'queues'"),
    (accelerator(more="channels = 9"), 5, "unknown key 'channels'"),
    (accelerator() + accelerator(base="0xFED00000", sid="05:00.1"), 5, "called 'accel0'"),
    # I/O APICs, lines and processors
    ("ioapic = 1\n", 1, "[[ioapic]]"),
    ('[[ioapic]]\nname = "a"\nbase = 0xFEC00000\n', 1, "no 'requester_id'"),
    (ioapic(base="0xFEC00010"), 1, "multiple of 0x1000"),
    (ioapic(base="0xFEB00000"), 1, "overlap"),
    (ioapic(sid="00:03.0"), 1, "used twice"),
    (ioapic(more="pins = 121"), 5, "from 1 to 120"),
    (ioapic(more="pin = 1"), 5, "unknown key 'pin'"),
    (ioapic() + ioapic("b", "0xFEC01000", "f0:1f.1", "gsi_base = 24"), 6, "the same 'id'"),
    (ioapic() + ioapic("b", "0xFEC01000", "f0:1f.1", "id = 1\ngsi_base = 23"), 6,
     "share interrupts"),
    (ioapic() + ioapic("apic", "0xFEC01000", "f0:1f.1", "id = 1\ngsi_base = 24"), 6,
     "called 'apic'"),
    (unit(more='devices = ["00:03.0"]') + engine() + ioapic(), 9, "no unit serves f0:1f.0"),
    ('[unit]\nioapics = [{ id = 2, at = "f0:1e.0" }]\n', 1, "it is 'ioapic0' at f0:1f.0"),
    (engine(more="gsis = [16, 17]"), 1, "entries in 'gsis'"),
    (engine(more="gsis = []"), 5, "list of 1 to 8 integers"),
    (engine(more="gsis = [24]"), 1, "no IOAPIC's pin"),
    ("ioapic = []\n" + engine(more="gsis = [16]"), 2, "no IOAPIC's pin"),
    ("[cpu]\napic_ids = 4\n", 2, "list of 1 to 64 integers"),
    ("[cpu]\napic_ids = [0, 1, 1]\n", 1, "the same id"),
    ("[cpu]\napic_ids = [1, 2]\n", 1, "must be 0"),
    ("[cpu]\napic_ids = [0, 0xFFFFFFFF]\n", 2, "must be an integer"),
]


class Mistakes(TemporaryFolder):
    def expect(self, args, part, prefix="vtd-sim: "):
        done = run(*args)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith(prefix), done.stderr)
        self.assertIn(part, done.stderr)

    def test_options(self):
        for args, part in BAD_OPTIONS:
            with self.subTest(args):
                self.expect(args, part)

    def test_platform_files(self):
        for text, line, part in BAD_PLATFORMS:
            with self.subTest(text):
                name = self.platform(text)
                self.expect(["--platform", name], part, f"vtd-sim: {name}:{line}: ")

    def test_geometry_without_rtl(self):
        name = self.platform("[unit.iotlb]\nsets = 32\n")
        for kind in ("rtl", "lockstep"):
            self.expect(["--platform", name, "--iotlb", kind], "the RTL was not built with")
        self.assertEqual(run("--platform", name, "-p", QUICK).returncode, 0)


if __name__ == "__main__":
    main()
