# SPDX-License-Identifier: Apache-2.0
"""docs/registers.md: what the description says, for people."""

HEADER = """\
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit. -->

# Registers and structures

The registers, in-memory structures, queue descriptors and fault reasons that this model knows (VT-d
spec rev {version}). The same description, `scripts/regmap/vtd.toml`, makes the C header
`vtd/vtd_regs.h`, the tables of the core, the SystemVerilog package `vtd_regs_pkg` and the SystemRDL
export `scripts/regmap/vtd.rdl`.

* [Features](#features): conditions on CAP and ECAP that other tables refer to
* [Register map](#register-map) and [registers](#registers)
* [Structures](#structures) in memory, queue descriptors, interrupt messages
* [Fault reasons](#fault-reasons)
* [Constants](#constants)

Offsets and reset values are hexadecimal. A register that *needs* an absent feature reads 0 and
ignores writes, and so does such a field; in a structure an absent field is reserved. Bits that no
field has are reserved. Access: ro read-only, wo write-only, rw read-write, rw1c cleared by writing
1, rwl read-write while not locked; *sticky* fields survive every reset but a power-good one, *hw*
fields are changed by hardware too. *HAW* marks addresses whose bits at and above the host address
width are not implemented (registers) or reserved (structures); *ND* marks domain ids whose bits
beyond the width of CAP.ND are reserved. *View* marks a second name for bits of another field.
"""

BASES = {
    "fixed": "",
    "iro": "16\u00b7ECAP.IRO + ",
    "fro": "16\u00b7CAP.FRO + ",
    "perfcfg": "PERFCFGOFF + ",
    "perffrz": "PERFFRZOFF + ",
    "perfovf": "PERFOVFOFF + ",
    "perfcnt": "PERFCNTROFF + ",
}


def _bits(hi, lo):
    return str(hi) if hi == lo else f"{hi}:{lo}"


def _offset(r):
    text = f"{BASES[r.base]}{r.offset:03X}" if r.base == "fixed" else f"{BASES[r.base]}{r.offset:X}"
    if not r.is_array:
        return text
    stride = f"{r.stride:X}" if r.stride else "stride"
    last = f", n < {r.count}" if r.count else ""
    return f"{text} + {stride}\u00b7n{last}"


def _meaning(f):
    text = f.doc
    if f.values:
        text += " (" + ", ".join(f"{value} = {name}" for name, value in f.values.items()) + ")"
    return text.replace("|", "\\|")


def _notes(f):
    notes = []
    if f.sticky:
        notes.append("sticky")
    if f.hw:
        notes.append("hw")
    if f.limit:
        notes.append(f.limit.upper())
    if f.overlay:
        notes.append("view")
    return ", ".join(notes)


def _chapter(item):
    return f" Chapter {item.chapter}." if item.chapter else ""


def _expression(tokens):
    text = []
    for token in tokens:
        if isinstance(token, str):
            text.append({"&": " and ", "|": " or ", "!": "not "}.get(token, token))
            continue
        register, field, bit = token
        text.append(f"{register}.{field}" + (f" bit {bit}" if bit is not None else ""))
    return "".join(text)


def _registers(d, out):
    out += ["", "## Register map", "", "| Offset | Bits | Register | Needs | |", "|---|---|---|---|---|"]
    for r in d.registers:
        out.append(f"| {_offset(r)} | {r.width} | [{r.name}](#{r.name.lower()}) | {r.needs} | {r.doc} |")
    out += ["", "## Registers"]
    for r in d.registers:
        needs = f" Needs {r.needs}." if r.needs else ""
        config = " The unit's creator chooses the values." if r.config else ""
        out += ["", f"### {r.name}", "", f"{r.doc}. Offset {_offset(r)}, {r.width} bits.{needs}{config}{_chapter(r)}"]
        if not r.fields:
            continue
        out += ["", "| Bits | Field | Access | Reset | Needs | Notes | Meaning |", "|---|---|---|---|---|---|---|"]
        for f in sorted(r.fields, key=lambda f: f.lo):
            reset = "" if r.config and not f.reset else f"{f.reset:X}"
            out.append(
                f"| {_bits(f.hi, f.lo)} | {f.name} | {f.access} | {reset} | {f.needs} | {_notes(f)} | {_meaning(f)} |"
            )


def _structures(d, out):
    out += ["", "## Structures", "", "Bits count from bit 0 of the first 64-bit word."]
    for s in d.structures:
        out += ["", f"### {s.name} structure", "", f"{s.doc}. {s.size} bytes.{_chapter(s)}"]
        out += ["", "| Bits | Field | Needs | Notes | Meaning |", "|---|---|---|---|---|"]
        rows = [(f.lo, f"| {_bits(f.hi, f.lo)} | {f.name} | {f.needs} | {_notes(f)} | {_meaning(f)} |") for f in s.fields]
        rows += [(lo, f"| {_bits(hi, lo)} | | | | ignored |") for hi, lo in s.ignored]
        rows += [(lo, f"| {_bits(hi, lo)} | | | | reserved |") for hi, lo in _reserved(s)]
        out += [row for _, row in sorted(rows, key=lambda row: row[0])]
        for j in s.joins:
            parts = ", ".join(f"{f.name} from bit {bit}" if bit else f.name for f, bit in j.parts)
            out += ["", f"{j.name}: {j.doc}; made of {parts}."]


def _reserved(s):
    """Ranges of bits that are in no field and not ignored."""
    used = 0
    for word in range(s.words):
        used |= s.word_mask(word) << (64 * word)
    ranges = []
    lo = None
    for bit in range(s.size * 8 + 1):
        free = bit < s.size * 8 and not used >> bit & 1
        if free and lo is None:
            lo = bit
        if not free and lo is not None:
            ranges.append((bit - 1, lo))
            lo = None
    return ranges


RESPONSES = {"NA": "-", "SEFF": "Seff"}


def _faults(d, out):
    out += [
        "",
        "## Fault reasons",
        "",
        "Chapter 7 (interrupt remapping: chapter 5). *Q*: qualified, that is, not reported when a table",
        "entry's FPD bit is set. What the requester sees: *U* untranslated request, *X* translation request,",
        "*T* translated request, *P* page request. UR unsupported request, CA completer abort, S0 success",
        "without permissions, Seff success with the permissions there are, IR invalid request, - cannot",
        "happen.",
        "",
        "| Code | Condition | Q | U | X | T | P | Meaning |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for c in d.conditions():
        responses = " | ".join(RESPONSES.get(r, r) for r in c.responses)
        text = c.doc + (" (also reported as a fault)" if c.log_recoverable else "")
        out.append(f"| {c.code:02X} | {c.name} | {'Y' if c.qualified else 'N'} | {responses} | {text} |")


def emit(d):
    out = [HEADER.format(version=d.version), "## Features", "", "| Feature | Holds when |", "|---|---|"]
    out += [f"| {name} | {_expression(tokens)} |" for name, tokens in d.features.items()]
    _registers(d, out)
    _structures(d, out)
    _faults(d, out)
    out += ["", "## Constants", "", "| Name | Value | |", "|---|---|---|"]
    for name, value, doc in d.constants:
        text = f"{value:X}h" if value > 0xFFFF else str(value)
        out.append(f"| VTD_{name} | {text} | {doc} |")
    out.append("")
    return "\n".join(out)
