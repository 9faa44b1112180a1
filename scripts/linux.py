#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Boots Debian's kernel in Debian's QEMU with vtd as its IOMMU, runs guest tests, and shows console and report.

scripts/linux builds vtd-qemu and the guest's programs before it calls this. Exit status: 0 all tests of all boots passed,
1 one did not, 2 a wrong option, 77 QEMU or a package cannot be had.
"""
import argparse
import os
import re
import selectors
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import linux_guest

ROOT = linux_guest.ROOT
SKIPPED = 77
# The standard workload, and what is cheap to look at beside it.
STANDARD = "units,interrupts,nvme"
MEMORY_MOST = 2048  # MiB
RESULT = re.compile(r"vtd-test: (\S+) (pass|fail|skip) ?(.*)")
TROUBLE = re.compile(r"Kernel panic|BUG: |Oops: ")


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"linux: {message}; try --help", file=sys.stderr)
        sys.exit(2)


def options():
    parser = Parser(prog="scripts/linux", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--mode", choices=("legacy", "scalable"), default="legacy", help="translation mode (default: legacy)")
    add("--interrupt-remapping", choices=("on", "off"), default="on", help="default: on")
    flush = parser.add_mutually_exclusive_group()
    flush.add_argument("--strict", action="store_true", help="the kernel invalidates at each unmap")
    flush.add_argument("--deferred", action="store_true", help="the kernel collects invalidations (its default)")
    add("--pass-through", action="store_true", help="the kernel's own DMA is not translated (iommu=pt)")
    add("--no-superpages", action="store_true", help="the kernel uses 4 KiB pages only (intel_iommu=sp_off)")
    add("--memory", metavar="MIB", type=int, default=512, help="the guest's memory (default: 512)")
    add("--kernel", metavar="IMAGE", help="kernel image; its modules are looked for beside it (default: Debian's)")
    add("--append", metavar="TEXT", default="", help="more for the kernel command line")
    add("--tests", metavar="NAME,...", default=STANDARD, help=f"guest tests to run (default: {STANDARD})")
    add("--list-tests", action="store_true", help="print the names of the guest tests")
    add("--shell", action="store_true", help="a shell on the console after the tests")
    add("--data", metavar="MIB", type=int, help="data that disk tests move (default: 16; at most a quarter of the memory)")
    add("--disk", metavar="FILE", help="the NVMe disk's contents (default: 64 MiB or twice --data, new for each boot)")
    add("--iotlb", choices=("model", "lockstep", "rtl"), default="model", help="default: model")
    add("--units", type=int, choices=(1, 2), default=1, help="remapping units (default: 1)")
    add("--boots", metavar="N", type=int, default=1, help="boot N times, and show statistics")
    add("--record", metavar="FILE", help="record the traffic for vtd-replay")
    add("--json", metavar="FILE", help="write vtd-qemu's report to a file")
    add("--reference", action="store_true", help="QEMU's own IOMMU and NVMe controller instead of vtd: what the guest "
                                                 "tests say about another implementation")
    add("--timeout", metavar="S", type=int, default=240, help="seconds for one boot (default: 240)")
    add("--no-skips", action="store_true", help="a guest test that is skipped counts as failed")
    add("--vtd-qemu", metavar="PROGRAM", default=ROOT / "build/release/tlm/qemu/vtd-qemu",
        help="a vtd-qemu with devices of your own, built (default: the one without)")
    add("--programs", metavar="FOLDER", default=ROOT / "build/release/tb/linux/guest/bin", help=argparse.SUPPRESS)
    add("--check-options", action="store_true", help=argparse.SUPPRESS)
    choice = parser.parse_args()
    for name in ("memory", "boots", "timeout"):
        if getattr(choice, name) < 1:
            parser.error(f"--{name} must be at least 1")
    if choice.memory < 256:
        parser.error("--memory must be at least 256 MiB: the kernel and its RAM disk need them")
    if choice.memory > MEMORY_MOST:
        parser.error(f"--memory must be at most {MEMORY_MOST} MiB, as vtd-qemu's")
    if choice.shell and choice.boots > 1:
        parser.error("--shell has one boot; leave --boots away")
    if not choice.shell and not any(choice.tests.split(",")):
        parser.error("--tests names no test; try --list-tests")
    if choice.data is not None and choice.data < 4:
        parser.error("--data must be at least 4 MiB, one for each large file")
    if choice.data is not None and choice.data > choice.memory // 4:
        parser.error(f"--data {choice.data} does not fit into the guest; it needs --memory {choice.data * 4}")
    if choice.disk and not Path(choice.disk).is_file():
        parser.error(f"--disk {choice.disk} does not exist; make it with: truncate -s 64M {choice.disk}")
    for name in ("record", "json"):
        file = getattr(choice, name)
        if file and (Path(file).is_dir() or not os.access(Path(file).resolve().parent, os.W_OK)):
            parser.error(f"--{name} {file} cannot be written; name a file in a folder that you may write to")
    if choice.reference and (choice.record or choice.units > 1 or choice.iotlb != "model"):
        parser.error("--reference boots QEMU's own IOMMU: --record, --units and --iotlb are of vtd")
    return choice


def known_tests():
    return sorted(path.name for path in (linux_guest.GUEST / "tests").iterdir())


def command_line(choice):
    """The kernel command line."""
    words = ["console=ttyS0", "panic=-1", "no_timer_check", "quiet", "loglevel=4" if choice.shell else "loglevel=6"]
    flags = ["on"] + (["sm_on"] if choice.mode == "scalable" else ["sm_off"])
    flags += ["sp_off"] if choice.no_superpages else []
    words.append("intel_iommu=" + ",".join(flags))
    if choice.interrupt_remapping == "off":
        words.append("intremap=off")
    if choice.strict or choice.deferred:
        words.append(f"iommu.strict={int(choice.strict)}")
    if choice.pass_through:
        words.append("iommu=pt")
    words.append("vtd.nvme=silent" if choice.reference else "acpi_apic_instance=2")
    domain = "identity" if choice.pass_through else "DMA" if choice.strict else "DMA-FQ" if choice.deferred else ""
    words += [f"vtd.domain={domain}"] if domain else []
    words += [f"vtd.mib={choice.data}"] if choice.data else []
    words.append(f"vtd.interrupts={choice.interrupt_remapping}")
    words.append("vtd.tests=" + choice.tests + (",shell" if choice.shell else ""))
    return " ".join([*words, *choice.append.split()])


def vtd_command(choice, kernel, initrd, disk):
    command = [choice.vtd_qemu, "--kernel", kernel, "--initrd", initrd, "--append", command_line(choice),
               "--memory", choice.memory, "--mode", choice.mode, "--interrupt-remapping", choice.interrupt_remapping,
               "--iotlb", choice.iotlb, "--units", choice.units, "--disk", disk]
    command += ["--reboot"] if "reboot" in choice.tests.split(",") else []
    command += ["--record", choice.record] if choice.record else []
    command += ["--json", choice.json] if choice.json else []
    return [str(word) for word in command]


def reference_command(choice, kernel, initrd, disk):
    """Stock QEMU alone. Its IOMMU has scalable mode with an option that is experimental there."""
    iommu = "intel-iommu,caching-mode=off,intremap=" + choice.interrupt_remapping
    iommu += ",x-scalable-mode=on" if choice.mode == "scalable" else ""
    once = [] if "reboot" in choice.tests.split(",") else ["-no-reboot"]
    return ["qemu-system-x86_64", "-accel", "tcg", "-M", "q35,kernel-irqchip=split", "-cpu", "max", "-smp", "1",
            "-m", f"{choice.memory}M", "-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", *once,
            "-device", iommu, "-drive", f"file={disk},format=raw,if=none,id=disk",
            "-device", "nvme,serial=vtd,drive=disk", "-kernel", str(kernel), "-initrd", str(initrd),
            "-append", command_line(choice)]


class Outcome:
    """What one boot said. `seconds`: wall time; `results`: (test, verdict, reason)."""

    def __init__(self):
        self.results = []
        self.trouble = ""
        self.seconds = 0.0
        self.init_seconds = 0.0

    def passed(self, names, skips=True):
        verdicts = {name: verdict for name, verdict, _ in self.results}
        good = ("pass", "skip") if skips else ("pass",)
        return not self.trouble and all(verdicts.get(name) in good for name in names)

    def read(self, line, since):
        result = RESULT.search(line)
        if result:
            self.results.append(result.groups())
        elif line.startswith("vtd-guest: Linux"):
            self.init_seconds = time.monotonic() - since
        elif TROUBLE.search(line):
            self.trouble = self.trouble or line.strip()


def lines_until(process, deadline):
    """The console, line by line; ends with the process, or with TimeoutError."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            data = process.stdout.read1(65536)
            if not data:
                break
            *whole, rest = (rest + data).split(b"\n")
            yield from (line.decode(errors="replace").rstrip("\r") for line in whole)
    if rest:
        yield rest.decode(errors="replace")


def boot(command, timeout):
    """Boots once with the console on stdout."""
    outcome = Outcome()
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        for line in lines_until(process, started + timeout):
            print(line, flush=True)
            outcome.read(line, started)
        status = process.wait()
        if status == 2 and not outcome.results:
            raise linux_guest.Mistake(f"{Path(command[0]).name} refused its options; its own words are above")
        if status:
            outcome.trouble = outcome.trouble or f"{Path(command[0]).name} ended with status {status}"
    except TimeoutError:
        outcome.trouble = f"no end after {timeout} s"
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    outcome.seconds = time.monotonic() - started
    return outcome


def shell(command):
    """The terminal belongs to the guest; interrupts from the keyboard go there, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)


def new_disk(path, data):
    """Room for what the tests copy, and for file systems around it."""
    with open(path, "wb") as disk:
        disk.truncate(max(64, (data or 0) * 2) << 20)
    return path


def report(outcomes, names, skips):
    passed = sum(outcome.passed(names, skips) for outcome in outcomes)
    for number, outcome in enumerate(outcomes, 1):
        verdicts = [f"{name} {verdict}" for name, verdict, _ in outcome.results]
        missing = [name for name in names if name not in {result[0] for result in outcome.results}]
        verdicts += [f"{name} no result" for name in missing]
        print(f"boot {number}: {', '.join(verdicts)}; init after {outcome.init_seconds:.1f} s, "
              f"end after {outcome.seconds:.1f} s" + (f"; {outcome.trouble}" if outcome.trouble else ""))
    if len(outcomes) > 1:
        seconds = [outcome.seconds for outcome in outcomes]
        print(f"seconds: {min(seconds):.1f} min, {statistics.median(seconds):.1f} median, {max(seconds):.1f} max")
    print(f"{'PASSED' if passed == len(outcomes) else 'FAILED'}   {passed} of {len(outcomes)} boots")
    return 0 if passed == len(outcomes) else 1


def run(choice):
    if not shutil.which("qemu-system-x86_64"):
        raise linux_guest.Missing("qemu-system-x86_64 is not installed: scripts/setup installs it "
                                  "(Debian package qemu-system-x86)")
    if not choice.reference and not Path(choice.vtd_qemu).is_file():
        raise linux_guest.Missing(f"there is no {choice.vtd_qemu}: build the target vtd-qemu")
    kernel = linux_guest.kernel(choice.kernel)
    module = linux_guest.sva_module(kernel.modules) if "sva" in choice.tests.split(",") else None
    initrd = linux_guest.initrd(kernel.modules, choice.programs, [module] if module else [])
    own_disk = None if choice.disk else initrd.with_suffix(".disk")
    make = reference_command if choice.reference else vtd_command
    command = make(choice, kernel.image, initrd, choice.disk or own_disk)
    names = [name for name in choice.tests.split(",") if name]
    outcomes = []
    try:
        if choice.shell:
            own_disk and new_disk(own_disk, choice.data)
            return shell(command)
        for _ in range(choice.boots):
            own_disk and new_disk(own_disk, choice.data)
            outcomes.append(boot(command, choice.timeout))
    finally:
        initrd.unlink(missing_ok=True)
        own_disk and own_disk.unlink(missing_ok=True)
    return report(outcomes, names, not choice.no_skips)


def main():
    choice = options()
    tests = known_tests()
    if choice.list_tests:
        print("\n".join(tests))
        return 0
    try:
        for name in filter(None, choice.tests.split(",")):
            if name not in tests:
                raise linux_guest.Mistake(f"there is no guest test '{name}'; choose from: {' '.join(tests)}")
        return 0 if choice.check_options else run(choice)
    except linux_guest.Mistake as mistake:
        print(f"linux: {mistake}", file=sys.stderr)
        return 2
    except linux_guest.Missing as missing:
        print(f"linux: {missing}", file=sys.stderr)
        return SKIPPED
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
