#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The firmware programs on QEMU's processor against the same programs as functions of the simulator.

  firmware_test.py VTD_SIM VTD_SIM_QEMU [--platform FILE] [--iotlb KIND]

Every program passes on both and goes through the same phases. Where a program does not race the devices, the same data
moves, the same faults are seen and the same checks are made. Exit status 77 if there is no QEMU.
"""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# What these do does not depend on how fast the processor is.
STEADY = {"isolation", "assigned-guest", "driver-domain", "pass-through", "scatter-gather", "table-levels",
          "register-invalidation", "shadow-guest", "nested-guest", "scale", "soak"}
SAME = ("transactions", "bytes", "faults_seen", "checks_held")


def one_processor(source, folder):
    """The platform with a single processor, as QEMU has."""
    text = Path(source).read_text() if source else ""
    text = text.replace("[cpu]\n", "[cpu]\napic_ids = [0]\n") if "[cpu]\n" in text else text + "[cpu]\napic_ids = [0]\n"
    file = Path(folder) / "platform.toml"
    file.write_text(text)
    return file


def run(program, platform, iotlb, folder):
    report = Path(folder) / "report.json"
    report.unlink(missing_ok=True)
    result = subprocess.run([program, "--platform", platform, "--json", report, "--iotlb", iotlb, "-q"], text=True,
                            capture_output=True, timeout=200)
    print(result.stdout + result.stderr, end="")
    if result.returncode == 77:
        sys.exit(77)
    if result.returncode:
        sys.exit(f"{program} ended with status {result.returncode}")
    return json.loads(report.read_text())["programs"]


def phases_of(program):
    """Without the notes of phases that a machine has no use for: QEMU's processor shows no delivery modes."""
    return [phase for phase in program["phases"] if not phase["name"].startswith("skipped")]


def differences(native, emulated):
    if [p["name"] for p in native] != [p["name"] for p in emulated]:
        yield "other programs"
    for a, b in zip(native, emulated):
        if [p["name"] for p in phases_of(a)] != [p["name"] for p in phases_of(b)]:
            yield f"{a['name']}: other phases"
        for p, q in zip(phases_of(a), phases_of(b)):
            for key in SAME if a["name"] in STEADY else ():
                if p[key] != q[key]:
                    yield f"{a['name']}, {p['name']}: {key} {p[key]} and {q[key]}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("vtd_sim")
    parser.add_argument("vtd_sim_qemu")
    parser.add_argument("--platform")
    parser.add_argument("--iotlb", default="model")
    choice = parser.parse_args()
    if not shutil.which("qemu-system-x86_64"):
        print("skipped: qemu-system-x86_64 is not installed (Debian package qemu-system-x86)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        platform = one_processor(choice.platform, folder)
        native = run(choice.vtd_sim, platform, "model", folder)
        emulated = run(choice.vtd_sim_qemu, platform, choice.iotlb, folder)
    found = list(differences(native, emulated))
    print("\n".join(found))
    checks = sum(phase["checks_held"] for program in emulated for phase in program["phases"])
    print(f"{len(emulated)} programs, {checks} checks on QEMU's processor, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
