# SPDX-License-Identifier: Apache-2.0
# What the tests of vtd-sim share: runs of it, parts of platform files, a folder for each test.
import json
import os
import subprocess
import sys
import tempfile
import unittest

SIM = ""
QUICK = "isolation"  # a program that takes no time


def run(*args, timeout=240):
    return subprocess.run([SIM, *args], capture_output=True, text=True, timeout=timeout)


def accelerator(base="0xFEA00000", sid="05:00.0", more=""):
    return (f'[[accelerator]]\nname = "accel0"\nbase = {base}\nrequester_id = "{sid}"\n' + more +
            ("\n" if more else ""))


def ioapic(name="apic", base="0xFEC00000", sid="f0:1f.0", more=""):
    return f'[[ioapic]]\nname = "{name}"\nbase = {base}\nrequester_id = "{sid}"\n{more}\n'


def engine(name="dma0", base="0xFEB00000", ids='["00:03.0"]', more=""):
    return f'[[engine]]\nname = "{name}"\nbase = {base}\nrequester_ids = {ids}\n{more}\n'


def unit(base="0xFED90000", more="include_pci_all = true"):
    return f"[[unit]]\nbase = {base}\n{more}\n"


def bridge(at="00:01.0", secondary=1, subordinate=4):
    return f'[[bridge]]\nat = "{at}"\nsecondary = {secondary}\nsubordinate = {subordinate}\n'


def sriov(requester="01:00.0", more=""):
    return f'[[sriov]]\nname = "nic"\nbase = 0xFE000000\nrequester_id = "{requester}"\n{more}\n'


OTHER = 'devices = ["00:05.0"]'


class TemporaryFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def platform(self, text):
        name = self.path("platform.toml")
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def report(self, *args, status=0):
        name = self.path("report.json")
        done = run(*args, "--json", name)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        with open(name, encoding="utf-8") as file:
            return json.load(file)


def main():
    """As the tests are started: the path of vtd-sim, then arguments of unittest."""
    global SIM
    SIM = sys.argv.pop(1)
    unittest.main(module="__main__", verbosity=1)
