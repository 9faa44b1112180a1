#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Tests of vtd-sim as its users meet it: command line, platform files, report, trace.
#
#   vtd_sim_test.py <vtd-sim> [unittest arguments]
import json
import os
import re
import signal
import struct
import subprocess
import time

import vtd_sim_base
from vtd_sim_base import QUICK, TemporaryFolder, accelerator, bridge, engine, ioapic, main, run, sriov, unit


class FewChannels(TemporaryFolder):
    def test_programs_adapt_or_say_why_not(self):
        for count in (1, 2):
            ids = ", ".join(f'"03:00.{n}"' for n in range(count))
            name = self.platform(f'[[engine]]\nname = "nic"\nbase = 0xFEB00000\nchannels = {count}\n'
                                 f"requester_ids = [{ids}]\n")
            done = run("--platform", name, "-p", "isolation", "-p", "soak")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("skipped: fewer than three DMA channels", done.stdout)
            self.assertIn("random work", done.stdout)


class Information(TemporaryFolder):
    def test_help_and_version(self):
        text = run("--help")
        self.assertEqual(text.returncode, 0)
        for option in ("--platform", "--program", "--iotlb", "--seed", "--json", "--trace",
                       "--wave", "--soak", "--dmar", "--progress", "--quiet"):
            self.assertIn(option, text.stdout)
        version = run("--version")
        self.assertEqual(version.returncode, 0)
        self.assertRegex(version.stdout, r"^vtd-sim \d+\.\d+\.\d+\n$")

    def test_list_programs(self):
        listing = run("--list-programs")
        self.assertEqual(listing.returncode, 0)
        names = [line.split()[0] for line in listing.stdout.splitlines()]
        self.assertIn(QUICK, names)
        self.assertEqual(len(names), len(set(names)))

    def test_dumped_platform_reads_back(self):
        dump = run("--dump-platform").stdout
        again = run("--platform", self.platform(dump), "--dump-platform")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(again.stdout, dump)

    def test_changed_platform_is_dumped(self):
        text = "[memory]\nmib = 64\n[unit.cap]\nNFR = 3\nCM = true\n" + engine()
        dump = run("--platform", self.platform(text), "--dump-platform").stdout
        for line in ("mib = 64", 'requester_ids = ["00:03.0"]'):
            self.assertIn(line, dump)
        self.assertRegex(dump, r"(?m)^NFR = 3 ")
        self.assertRegex(dump, r"(?m)^CM = 1 ")
        self.assertEqual(dump.count("[[engine]]"), 1)

    def test_counters_and_nb_transport(self):
        text = ("[unit]\nscalable = true\n[unit.perf]\nconfig_offset = 0x600\nfreeze_offset = 0xD00\n"
                "overflow_offset = 0xD08\ncounter_offset = 0x1000\nevents = [0, 0, 1]\n"
                "own_counters = 2\nown_width = 32\nown_freeze = true\n"
                "[unit.perf.cap]\nNCNTR = 3\nPCCS = true\n"
                "[unit.at]\noutstanding = 16\nmisses = 6\nwalkers = 2\naccept_ns = 1.5\n")
        name = self.platform(text)
        dump = run("--platform", name, "--dump-platform").stdout
        for line in ("config_offset = 0x600 ", "freeze_offset = 0xD00", "overflow_offset = 0xD08",
                     "counter_offset = 0x1000", "events = [0x0, 0x0, 0x1, 0x0, 0x0]", "own_counters = 2 ",
                     "own_width = 32 ", "own_freeze = true", "NCNTR = 3 ", "PCCS = 1 ", "outstanding = 16 ",
                     "misses = 6", "walkers = 2", "accept_ns = 1.5"):
            self.assertIn("\n" + line, dump)
        again = run("--platform", self.platform(dump), "--dump-platform").stdout
        self.assertEqual(again, dump)
        # The path waits for devices that use it; table reads are transactions now.
        direct = self.report("--platform", self.platform("[unit]\nscalable = true\n"), "-p", QUICK)
        by_bus = self.report("--platform", self.platform(text), "-p", QUICK)
        self.assertEqual(by_bus["total"]["translations"], direct["total"]["translations"])
        self.assertGreater(by_bus["total"]["simulated_ps"], direct["total"]["simulated_ps"])

    # The program counts clocks where the unit has one, and says so where it has not.
    def test_clock(self):
        for more, counted in (("clock_ns = 2.5\n", True), ("clock_ns = 2.5\nevents = [2, 0, 0, 3]\n", False),
                              ("clock_ns = 0\n", False)):
            name = self.platform("[unit]\nscalable = true\n[unit.perf]\n" + more)
            dump = run("--platform", name, "--dump-platform").stdout
            self.assertIn(f"clock_ns = {2.5 if '2.5' in more else 0} ", dump)
            self.assertEqual(run("--platform", self.platform(dump), "--dump-platform").stdout, dump)
            done = run("--platform", name, "-p", "counters", "--verbose")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual("clocks in 1000 ns: 400" in done.stdout + done.stderr, counted)
            self.assertEqual("skipped: no clocks among the events" in done.stdout, not counted)

    def test_accelerators(self):
        name = self.platform("[unit]\nscalable = true\n" + accelerator(more="engines = 3"))
        dump = run("--platform", name, "--dump-platform").stdout
        for line in ("[[accelerator]]", 'requester_id = "05:00.0"', "engines = 3", "queues = 4"):
            self.assertIn(line, dump)
        again = run("--platform", self.platform(dump), "--dump-platform").stdout
        self.assertEqual(again, dump)
        report = self.report("--platform", name, "--program", "isolation")
        self.assertEqual(report["platform"]["accelerators"], 1)


class Interrupts(TemporaryFolder):
    def interrupts(self, text):
        report = self.report("--platform", self.platform(text), "--program", "interrupts")
        self.assertTrue(report["passed"])
        return report

    def phases(self, report):
        return [phase["name"] for phase in report["programs"][0]["phases"]]

    def test_posted_to_processors_with_wide_ids(self):
        report = self.interrupts("[unit.cap]\nPI = 1\n[cpu]\napic_ids = [0, 3, 255, 0x12345]\n")
        for name in ("posted to two virtual processors", "lines", "to each processor"):
            self.assertIn(name, self.phases(report))
        got = {p["apic_id"]: p["interrupts"] for p in report["processors"]}
        self.assertEqual(set(got), {0, 3, 255, 0x12345})
        self.assertTrue(all(count > 0 for count in got.values()), got)
        self.assertEqual(report["interrupts_to_nobody"], 0)
        self.assertEqual(report["platform"]["ioapics"], 1)

    def test_one_processor(self):
        report = self.interrupts("[cpu]\napic_ids = [0]\n")
        self.assertEqual(len(report["processors"]), 1)
        self.assertIn("lines", self.phases(report))

    def test_lines_elsewhere(self):
        text = (ioapic(more="id = 7\npins = 4") +
                ioapic("far", "0xFEC01000", "00:1e.7", "id = 8\ngsi_base = 100\npins = 120") +
                engine(ids='["00:03.0", "00:03.1", "00:03.2"]', more="gsis = [219, 219, 2]"))
        self.assertIn("lines", self.phases(self.interrupts(text)))
        dump = run("--platform", self.platform(text), "--dump-platform").stdout
        for line in ('gsis = [219, 219, 2] # interrupt lines', "gsi_base = 100", "pins = 120", "id = 8"):
            self.assertIn(line, dump)
        self.assertEqual(run("--platform", self.platform(dump), "--dump-platform").stdout, dump)

    def test_none(self):
        text = "ioapic = []\n"
        report = self.interrupts(text)
        self.assertEqual(report["platform"]["ioapics"], 0)
        self.assertTrue(any("no I/O APIC" in name for name in self.phases(report)))
        dump = run("--platform", self.platform(text), "--dump-platform").stdout
        self.assertEqual(run("--platform", self.platform(dump), "--dump-platform").stdout, dump)

    # Software has no other way to know the requester id: chapter 8 wants I/O APICs listed.
    def test_table_lists_it(self):
        name = self.path("dmar.aml")
        self.assertEqual(run("--dmar", name).returncode, 0)
        with open(name, "rb") as file:
            table = file.read()
        self.assertIn(bytes([3, 8, 0, 0, 2, 0xF0, 0x1F, 0]), table)


# Without what depends on the machine that runs the test.
def deterministic(value):
    if isinstance(value, dict):
        return {k: deterministic(v) for k, v in value.items()
                if k != "host" and not k.startswith("wall_")}
    if isinstance(value, list):
        return [deterministic(v) for v in value]
    return value


SEVERAL = (unit(more='name = "rest"\ninclude_pci_all = true') +
           unit("0xFED92000", 'name = "port"\nscalable = true\nbridges = ["00:01.0"]') +
           unit("0xFED94000", 'name = "far"\nsegment = 1\ninclude_pci_all = true') +
           bridge() + engine(ids='["00:03.0", "00:03.1", "00:03.2", "00:03.3"]') +
           engine("dma1", "0xFEB01000", '["02:00.0", "05:00.0"]') +
           sriov(more="segment = 1\nvfs = 3"))


class Topology(TemporaryFolder):
    def test_dump_reads_back(self):
        text = SEVERAL + ('[[reserved_region]]\nbase = 0x1000\nlimit = 0x1FFF\ndevices = ["00:05.0"]\n'
                          '[[atsr]]\nroot_ports = ["00:01.0"]\n[[satc]]\natc_required = true\n'
                          'devices = ["00:05.0"]\n[[sidp]]\nflags = ["no_pwsnp", "atc_hardened"]\n'
                          'devices = ["00:05.0"]\n[[acpi_device]]\nnumber = 3\nname = \'\\_SB.I2C0\'\n'
                          '[dmar]\noem_id = "ACME"\noem_revision = 0x1234567\ndma_opt_in = true\n')
        name = self.platform(text)
        first = run("--platform", name, "--dump-platform")
        self.assertEqual(first.returncode, 0, first.stderr)
        for part in ('bridges = ["00:01.0"]', "limit = 0x1FFF", 'root_ports = ["00:01.0"]',
                     'flags = ["no_pwsnp", "atc_hardened"]', "name = '\\_SB.I2C0'", "oem_id = 'ACME'",
                     "atc_required = true", "segment = 1"):
            self.assertIn(part, first.stdout)
        table = self.dmar(name)
        again = self.platform(first.stdout)
        self.assertEqual(run("--platform", again, "--dump-platform").stdout, first.stdout)
        self.assertEqual(self.dmar(again), table)
        self.assertEqual(table[10:16], b"ACME  ")
        self.assertEqual(table[24:28], bytes.fromhex("67452301"))
        self.assertEqual(table[37], 0b101)

    def dmar(self, platform):
        name = self.path("dmar.aml")
        done = run("--platform", platform, "--dmar", name)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        with open(name, "rb") as file:
            return file.read()

    # Programs that need a device leave those of other units alone.
    def test_devices_behind_the_second_unit(self):
        text = ("[cpu]\nscalable = true\n" + unit("0xFED92000", 'scalable = true\nbridges = ["00:01.0"]') +
                unit("0xFED94000", "scalable = true\ninclude_pci_all = true") + bridge() +
                engine(ids='["01:00.0", "01:00.1", "02:00.0"]', more="gsis = [16, 17, 17]") +
                sriov("05:00.0") + accelerator(sid="06:00.0"))
        report = self.report("--platform", self.platform(text), "-p", "virtual-functions",
                             "-p", "shared-virtual", "-p", "device-attacks", "-p", "interrupts")
        for program in report["programs"]:
            self.assertTrue(any(phase["name"].startswith("skipped: ") for phase in program["phases"]),
                            program["name"])

    def test_table(self):
        table = self.dmar(self.platform(SEVERAL))
        self.assertEqual(table[:4], b"DMAR")
        self.assertEqual(sum(table) % 256, 0)
        units = []
        at = 48
        while at < len(table):
            kind, length = struct.unpack_from("<HH", table, at)
            self.assertEqual(kind, 0)
            units.append(struct.unpack_from("<BBHQ", table, at + 4))
            at += length
        self.assertEqual(at, len(table))
        self.assertEqual(units, [(0, 1, 0, 0xFED92000), (1, 0, 0, 0xFED90000), (1, 0, 1, 0xFED94000)])

    def test_requests_go_to_their_unit(self):
        name = self.platform(SEVERAL)
        report = self.report("--platform", name, "-p", "pass-through", "-p", QUICK,
                             "--trace", self.path("trace.json"))
        units = {u["name"]: u for u in report["units"]}
        self.assertEqual(list(units), ["rest", "port", "far"])
        self.assertEqual(report["platform"]["functions"], 4)
        with open(self.path("trace.json"), encoding="utf-8") as file:
            events = json.load(file)["traceEvents"]
        bars = [e for e in events if e["ph"] == "X"]
        for name, unit_report in units.items():
            self.assertEqual(len([b for b in bars if b["args"]["unit"] == name]),
                             unit_report["translations"])
        self.assertGreater(units["rest"]["translations"], 0)
        self.assertEqual(units["port"]["translations"], 0, "programs take what their unit serves")
        tracks = {e["args"]["name"] for e in events if e["name"] == "process_name"}
        self.assertLessEqual({"remapping unit rest", "remapping unit port", "remapping unit far"},
                             tracks)
        text = run("--platform", self.path("platform.toml"), "-p", QUICK).stdout
        self.assertIn("unit     port ", text)

    def test_waves_of_several_units(self):
        done = run("--platform", self.platform(SEVERAL), "-p", QUICK, "--iotlb=lockstep", "--wave",
                   self.path("w.fst"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in ("rest", "port", "far"):
            self.assertTrue(os.path.exists(self.path(f"w.{name}.fst")), name)


class Report(TemporaryFolder):
    def test_schema_and_sums(self):
        report = self.report("--program", QUICK, "--program", "pass-through")
        self.assertTrue(report["passed"])
        self.assertEqual([p["name"] for p in report["programs"]], [QUICK, "pass-through"])
        self.assertLess(report["platform"]["unit_footprint_bytes"], 1 << 20)
        host = report["host"]
        self.assertLess(host["peak_rss_bytes"] - host["guest_resident_bytes"], 150 << 20)
        total = report["total"]
        for key, value in total.items():
            if key == "name" or key.startswith("wall_"):
                continue
            self.assertIsInstance(value, int, key)
            self.assertEqual(value, sum(p["total"][key] for p in report["programs"]), key)
            for program in report["programs"]:
                self.assertEqual(program["total"][key], sum(p[key] for p in program["phases"]))
        self.assertEqual(total["faults_seen"], total["faults_expected"])
        self.assertEqual(total["checks_failed"], 0)
        self.assertGreater(total["checks_held"], 0)
        for key in ("transactions", "bytes", "translations", "iotlb_hits", "iotlb_misses", "walks",
                    "interrupts", "register_writes", "simulated_ps"):
            self.assertGreater(total[key], 0, key)

    def test_same_seed_same_report(self):
        first = deterministic(self.report("--seed", "5"))
        self.assertEqual(first, deterministic(self.report("--seed", "5")))
        other = deterministic(self.report("--seed", "6"))
        self.assertNotEqual(first["programs"], other["programs"], "soak follows the seed")

    def test_lockstep_changes_nothing_but_its_own_counters(self):
        def strip(report):
            report = deterministic(report)
            del report["iotlb"]
            for program in report["programs"]:
                for part in [program["total"], *program["phases"]]:
                    for key in [k for k in part if k.startswith("rtl_")]:
                        del part[key]
            return report["programs"]
        model = self.report("-p", QUICK, "-p", "unmap-strict")
        both = self.report("-p", QUICK, "-p", "unmap-strict", "--iotlb=lockstep")
        self.assertEqual(both["total"]["rtl_mismatches"], 0)
        self.assertGreater(both["total"]["rtl_lookups"], 0)
        self.assertEqual(strip(model), strip(both))

    def test_json_on_standard_output_stands_alone(self):
        done = run("-p", QUICK, "--json", "-")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, "")
        self.assertTrue(json.loads(done.stdout)["passed"])

    def test_table(self):
        done = run("-p", QUICK)
        self.assertEqual(done.stderr, "")
        self.assertIn("PASSED   1 of 1 programs", done.stdout)
        rows = [line for line in done.stdout.splitlines() if re.match(r"  \S|total", line)]
        self.assertGreater(len(rows), 1)
        self.assertEqual(len({len(row) for row in rows}), 1, "columns are aligned")

    def test_quiet(self):
        done = run("-p", QUICK, "--quiet")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_progress(self):
        done = run("--soak", "60", "-p", "soak", "--progress")
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])
        self.assertIn("soak", done.stderr)
        self.assertEqual(run("-p", QUICK, "--no-progress").stderr, "")

    def test_soak_rounds_have_their_own_seeds(self):
        report = self.report("-p", QUICK, "--soak", "3", "--seed", "10")
        self.assertEqual([(p["name"], p["seed"], p["rounds"]) for p in report["programs"]],
                         [(QUICK, 10, 1), ("soak", 11, 3)])
        single = [self.report("-p", "soak", "--seed", str(seed)) for seed in (11, 12, 13)]
        for key in ("translations", "bytes", "checks_held", "faults_seen"):
            self.assertEqual(report["programs"][1]["total"][key],
                             sum(s["total"][key] for s in single), key)

    def test_long_runs_do_not_grow(self):
        short = self.report("-p", "soak", "--soak", "2")["host"]["peak_rss_bytes"]
        long = self.report("-p", "soak", "--soak", "40")["host"]["peak_rss_bytes"]
        self.assertLess(long, short + (8 << 20))

    def test_failure_is_told_by_the_exit_status(self):
        name = self.platform("[cpu]\nlimit_ms = 0.02\n")
        report = self.report("--platform", name, "-p", QUICK, "-p", "unmap-strict", status=1)
        self.assertFalse(report["passed"])
        self.assertIn("stuck", report["programs"][1]["problem"])
        done = run("--platform", name, "-p", "unmap-strict", "-q")
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAILED  unmap-strict: stuck", done.stdout)


class Trace(TemporaryFolder):
    def trace(self):
        with open(self.path("trace.json"), encoding="utf-8") as file:
            return json.load(file)["traceEvents"]

    def test_every_translation_is_in_it(self):
        report = self.report("-p", QUICK, "--trace", self.path("trace.json"))
        events = self.trace()
        bars = [e for e in events if e["ph"] == "X"]
        self.assertEqual(len(bars), report["total"]["translations"])
        self.assertEqual(len([e for e in bars if e["name"] == "hit"]),
                         report["total"]["iotlb_hits"])
        records = [e for e in events if e["name"] == "fault recorded"]
        self.assertEqual(len(records), report["total"]["fault_records"])
        interrupts = [e for e in events if e.get("cat") == "interrupt"]
        self.assertEqual(len(interrupts), report["total"]["interrupts"])
        self.assertTrue([e for e in events if e.get("cat") == "invalidation"])
        self.assertTrue([e for e in events if e.get("cat") == "register"])
        named = {e["tid"] for e in events if e["name"] == "thread_name" and e["pid"] == 1}
        self.assertEqual({e["tid"] for e in bars} - named, set(), "each requester has a name")
        for event in bars:
            self.assertGreaterEqual(event["dur"], 0)
            self.assertIn("iova", event["args"])
        begun = [e["name"] for e in events if e["ph"] == "B"]
        self.assertEqual(begun, [QUICK] + [p["name"] for p in report["programs"][0]["phases"]])
        self.assertEqual(len(begun), len([e for e in events if e["ph"] == "E"]))

    def test_trace_changes_nothing(self):
        plain = deterministic(self.report("-p", QUICK))
        traced = deterministic(self.report("-p", QUICK, "--trace", self.path("trace.json")))
        self.assertEqual(plain, traced)

    def test_valid_after_a_failure(self):
        name = self.platform("[cpu]\nlimit_ms = 0.1\n")
        done = run("--platform", name, "-p", "unmap-strict", "--trace", self.path("trace.json"))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(self.trace())

    def test_valid_after_an_interruption(self):
        args = [vtd_sim_base.SIM, "--soak", "1000000", "--trace", self.path("trace.json"), "--json",
                self.path("report.json")]
        with subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sim:
            time.sleep(0.7)
            sim.send_signal(signal.SIGTERM)
            out, _ = sim.communicate(timeout=60)
        self.assertEqual(sim.returncode, 1)
        self.assertIn(b"interrupted", out)
        self.assertTrue(self.trace())
        with open(self.path("report.json"), encoding="utf-8") as file:
            self.assertTrue(json.load(file)["interrupted"])

    def test_waves(self):
        name = self.path("waves.fst")
        self.assertEqual(run("-p", QUICK, "--iotlb=lockstep", "--wave", name).returncode, 0)
        self.assertGreater(os.path.getsize(name), 1000)


# Platforms on which every program must hold its checks just as on the built-in one.
PLATFORMS = {
    "engines that use direct memory pointers": engine(more="dmi = true") +
        engine("dma1", "0xFEB01000", '["01:00.0", "01:00.1"]', "dmi = true") +
        engine("dma2", "0xFEB02000", '["02:01.0", "ff:1f.7"]', "dmi = true\nquantum_ns = 0"),
    "no direct memory pointers anywhere": "[memory]\ndmi = false\n[unit]\ndmi = false\n",
    "everything takes no time": "[memory]\naccess_ns = 0\nline_ns = 0\n[unit]\nlookup_ns = 0\n"
                                "read_ns = 0\nregister_ns = 0\nqueue_ns = 0\n",
    "slow unit": "[unit]\nlookup_ns = 50\nread_ns = 200\nregister_ns = 500\nqueue_ns = 5000\n",
    "small IOTLB, no paging-structure cache": "[unit]\npsc_entries = 0\ncontext_entries = 16\n"
        "[unit.iotlb]\nsets = 1\nways = 1\nsuper_entries = 1\nwalks = 1\n",
    "caching mode": "[unit.cap]\nCM = 1\n",
    "one fault record": "[unit.cap]\nNFR = 0\n",
    "four levels only": "[unit.cap]\nSAGAW = 4\nMGAW = 47\n",
    "no superpages": "[unit.cap]\nSSLPS = 0\n",
    "no page-selective invalidation": "[unit.cap]\nPSI = 0\n",
    "few domains": "[unit.cap]\nND = 2\n",
    "write-buffer flushing": "[unit.cap]\nRWBF = 1\n",
}


class Platforms(TemporaryFolder):
    def test_programs_hold_on_other_platforms(self):
        for title, text in PLATFORMS.items():
            with self.subTest(title):
                done = run("--platform", self.platform(text), "-q")
                self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_small_geometry_in_lockstep(self):
        name = self.platform("[unit.iotlb]\nsets = 8\nways = 2\nsuper_entries = 2\nwalks = 2\n")
        report = self.report("--platform", name, "--iotlb=lockstep")
        self.assertEqual(report["total"]["rtl_mismatches"], 0)


if __name__ == "__main__":
    main()
