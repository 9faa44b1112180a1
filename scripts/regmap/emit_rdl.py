# SPDX-License-Identifier: Apache-2.0
"""SystemRDL 2.0 export of the registers, for people who feed a register model."""

import os.path

HEADER = """\
// SPDX-License-Identifier: Apache-2.0
// VT-d registers (spec rev {version}) in SystemRDL 2.0.
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
//
// The parameters place the groups of registers whose offset a unit reports, in bytes: IRO = 16 *
// ECAP.IRO, FRO = 16 * CAP.FRO, and so on. FAULT_RECORDS = CAP.NFR + 1. The performance monitoring
// groups are sized by PERF_COUNTERS (at most 64 here) and PERF_STRIDE. Whether a register or field is
// there depends on CAP and ECAP: its description says so.
"""

# Base -> (address parameter, count parameter)
BASES = {
    "fixed": ("", ""),
    "iro": ("IRO", ""),
    "fro": ("FRO", "FAULT_RECORDS"),
    "perfcfg": ("PERFCFG", "PERF_COUNTERS"),
    "perffrz": ("PERFFRZ", ""),
    "perfovf": ("PERFOVF", ""),
    "perfcnt": ("PERFCNT", "PERF_COUNTERS"),
}

PARAMETERS = [
    ("IRO", "0xF0"),
    ("FRO", "0x220"),
    ("FAULT_RECORDS", "1"),
    ("PERFCFG", "0x1000"),
    ("PERFFRZ", "0x340"),
    ("PERFOVF", "0x350"),
    ("PERFCNT", "0x3000"),
    ("PERF_COUNTERS", "8"),
    ("PERF_STRIDE", "0x400"),
]

SOFTWARE = {
    "ro": "sw = r;",
    "wo": "sw = w;",
    "rw": "sw = rw;",
    "rwl": "sw = rw;",
    "rw1c": "sw = rw; onwrite = woclr;",
}


def _hardware(f):
    if f.access == "rw1c":
        return "hw = rw; hwset;" if f.width == 1 else "hw = rw;"
    if f.access == "ro":
        return "hw = w;"
    return "hw = rw;" if f.hw else "hw = r;"


def _quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _doc(f):
    text = f.doc
    if f.values:
        text += " (" + ", ".join(f"{value} = {name}" for name, value in f.values.items()) + ")"
    if f.needs:
        text += f"; needs {f.needs}"
    if f.sticky:
        text += "; sticky"
    if f.access == "rwl":
        text += "; locked while the counter is enabled"
    return text


def _register(r, out):
    needs = f"; needs {r.needs}" if r.needs else ""
    config = "; the unit's creator chooses the values" if r.config else ""
    out.append("")
    out.append(f"  reg {r.name}_r {{")
    out.append(f"    desc = {_quote(r.doc + needs + config)};")
    out.append(f"    regwidth = {r.width};")
    out.append("    accesswidth = 32;")
    fields = [f for f in r.fields if not f.overlay]
    for f in fields:
        out.append("    field {")
        out.append(f"      desc = {_quote(_doc(f))};")
        out.append(f"      {SOFTWARE[f.access]} {_hardware(f)}")
        out.append(f"    }} {f.name}[{f.hi}:{f.lo}] = {f.width}'h{f.reset:x};")
    if not fields:
        out.append(f"    field {{ sw = r; hw = na; }} RSVD[{r.width - 1}:0] = {r.width}'h0;")
    out.append("  };")


def _place(base, offset):
    address = BASES[base][0]
    return f"{address} + 0x{offset:X}" if address else f"0x{offset:X}"


def _array(r):
    """The array and stride of an instance, with parameters where a capability register tells."""
    count = BASES[r.base][1]
    size = str(r.count) if r.base == "fixed" else count or "1"
    return f"[{size}]", f" += 0x{r.stride:X}" if r.stride else " += PERF_STRIDE"


def _instances(d, out):
    """Arrays that lie between one another's elements become one array of a register file."""
    groups = {}
    for r in d.registers:
        key = (r.base, r.count, r.stride) if r.is_array else r.name
        groups.setdefault(key, []).append(r)
    placed = []
    for members in groups.values():
        first = members[0]
        array, stride = _array(first) if first.is_array else ("", "")
        if len(members) == 1:
            placed.append(f"  {first.name}_r {first.name}{array} @ {_place(first.base, first.offset)}{stride};")
            continue
        name = os.path.commonprefix([r.name for r in members]).rstrip("_")
        start = min(r.offset for r in members)
        out.append("")
        out.append(f"  regfile {name}_group {{")
        out.extend(f"    {r.name}_r {r.name} @ 0x{r.offset - start:X};" for r in members)
        out.append("  };")
        placed.append(f"  {name}_group {name}{array} @ {_place(first.base, start)}{stride};")
    out.append("")
    out.extend(placed)


def emit(d):
    out = [HEADER.format(version=d.version)]
    parameters = ",\n".join(f"  longint unsigned {name} = {value}" for name, value in PARAMETERS)
    out.append(f"addrmap vtd #(\n{parameters}\n) {{")
    out.append(f'  desc = "VT-d remapping unit, spec rev {d.version}";')
    out.append("  littleendian;")
    out.append("  lsb0;")
    out.append("  addressing = compact;")
    for r in d.registers:
        _register(r, out)
    _instances(d, out)
    out.append("};")
    out.append("")
    return "\n".join(out)
