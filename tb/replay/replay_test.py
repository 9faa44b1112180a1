#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What vtd-replay says of recordings that are not what the model does, or no recordings.

  replay_test.py VTD_REPLAY RECORDING [--seed N]
"""
import argparse
import gzip
import random
import subprocess
import sys
import tempfile
from pathlib import Path

MAGIC = b"vtdrec1\n"
# Kinds of records, in the order of the format.
(FINISH, END, RESET, REGISTER_READ, REGISTER_WRITE, DMA, PAGE_REQUEST, COMPLETE, ATTACH, DETACH, TABLE_READ, TABLE_WRITE,
 ACCESS, MESSAGE) = range(14)
INWARD = range(RESET, TABLE_READ)


def number(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def coded(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def records_from(data, at):
    """(kind, numbers, bytes, end) of each record behind the header."""
    while at < len(data):
        kind, count = data[at], data[at + 1]
        at += 2
        numbers = []
        for _ in range(count):
            value, at = number(data, at)
            numbers.append(value)
        size, at = number(data, at)
        yield kind, numbers, data[at:at + size], at + size
        at += size


def header_end(data):
    """The first record is a reset or an attachment of unit 0; headers have 36 numbers for each unit, and one before."""
    units, at = number(data, len(MAGIC))
    for _ in range(units * 36):
        _, at = number(data, at)
    return at


class Checks:
    def __init__(self, program, folder):
        self.program, self.folder, self.failed = program, folder, 0

    def run(self, what, contents, status, says):
        path = Path(self.folder) / "recording"
        path.write_bytes(contents)
        result = subprocess.run([self.program, path], text=True, capture_output=True, timeout=120)
        text = result.stdout + result.stderr
        if result.returncode != status or says not in text:
            self.failed += 1
            print(f"{what}: exit status {result.returncode} (expected {status}), said: {text[-400:]}")

    def refuse(self, what, contents):
        """One line, exit status 2."""
        path = Path(self.folder) / "recording"
        path.write_bytes(contents)
        result = subprocess.run([self.program, path], text=True, capture_output=True, timeout=120)
        if result.returncode != 2 or result.stderr.count("\n") != 1:
            self.failed += 1
            print(f"{what}: exit status {result.returncode} (expected 2), said: {result.stderr[-400:]}")


def rebuilt(data, start, change):
    """The recording with `change` applied to the first record that it takes; it returns (kind, numbers, bytes) or None."""
    out, done = bytearray(data[:start]), False
    for kind, numbers, body, _ in records_from(data, start):
        if not done:
            other = change(kind, list(numbers), bytes(body))
            if other:
                (kind, numbers, body), done = other, True
        out += bytes([kind, len(numbers)]) + b"".join(map(coded, numbers)) + coded(len(body)) + body
    assert done, "nothing to change"
    return gzip.compress(bytes(out), 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("recording")
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    print(f"seed {choice.seed}")
    rng = random.Random(choice.seed)
    raw = Path(choice.recording).read_bytes()
    data = gzip.decompress(raw)
    start = header_end(data)
    seen = {kind for kind, _, _, _ in records_from(data, start)}
    assert {RESET, REGISTER_READ, REGISTER_WRITE, DMA, TABLE_READ, TABLE_WRITE, ACCESS, MESSAGE} <= seen, seen

    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(choice.program, folder)
        checks.run("as it is", raw, 0, "SAME")
        # What the model would have to have done otherwise.
        state = {}

        def later(wanted, edit, skip=20):
            state["left"] = skip

            def change(kind, numbers, body):
                if kind != wanted:
                    return None
                state["left"] -= 1
                return edit(kind, numbers, body) if state["left"] < 0 else None
            return change

        def moved(index):
            def edit(kind, numbers, body):
                numbers[index] ^= 0x1000
                return kind, numbers, body
            return edit

        def flipped(kind, numbers, body):
            return kind, numbers, bytes([body[0] ^ 1]) + body[1:]

        for what, change in (("another translated address", later(ACCESS, moved(1))),
                             ("another message", later(MESSAGE, moved(1))),
                             ("another table read", later(TABLE_READ, moved(1))),
                             ("another status write", later(TABLE_WRITE, flipped)),
                             ("another request", later(DMA, moved(3)))):
            checks.run(what, rebuilt(data, start, change), 1, "DIFFERENT")

        # Files that are none.
        checks.run("empty", b"", 2, "ends in its middle")
        checks.run("text", b"what is this?\n" * 10, 2, "not a recording")
        checks.run("another version", gzip.compress(b"vtdrec9\n" + data[8:]), 2, "not a recording")
        checks.run("no units", gzip.compress(MAGIC + b"\0"), 2, "number of units")
        checks.run("no configuration", gzip.compress(MAGIC + b"\1" + bytes(40)), 2, "damaged")
        for cut in (start - 3, start, (start + len(data)) // 2, len(data) - 1):
            checks.run(f"cut at {cut}", gzip.compress(data[:cut]), 2, "ends in its middle")
        # A file that was not copied to its end: the compressed one, cut anywhere.
        for cut in sorted({*range(0, 40), *range(40, len(raw), len(raw) // 40), len(raw) - 9, len(raw) - 1}):
            checks.refuse(f"file cut at {cut}", raw[:cut])
        checks.run("unknown kind", gzip.compress(data[:start] + b"\x63\0\0"), 2, "not known")
        checks.run("too many numbers", gzip.compress(data[:start] + b"\2\x63"), 2, "wrong length")
        checks.run("no such unit", gzip.compress(data[:start] + b"\2\2\x50\0\0"), 2, "no such unit")
        # Any byte may be wrong: an answer is due, not a crash.
        for _ in range(20):
            spoilt = bytearray(data)
            at = rng.randrange(start, len(data))
            spoilt[at] ^= 1 << rng.randrange(8)
            path = Path(folder) / "spoilt"
            path.write_bytes(gzip.compress(bytes(spoilt), 1))
            result = subprocess.run([choice.program, path], capture_output=True, timeout=120)
            if result.returncode not in (0, 1, 2):
                checks.failed += 1
                print(f"byte {at} spoilt: exit status {result.returncode}")
        missing = subprocess.run([choice.program, f"{folder}/missing"], text=True, capture_output=True)
        if missing.returncode != 2 or "cannot be read" not in missing.stderr or missing.stderr.count("\n") != 1:
            checks.failed += 1
            print(f"missing file: {missing}")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
