# SPDX-License-Identifier: Apache-2.0
"""SystemRDL 2.0 export of the registers, for people who feed a register model."""

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
    ("IRO", "64'h0F0"),
    ("FRO", "64'h220"),
    ("FAULT_RECORDS", "64'd1"),
    ("PERFCFG", "64'h1000"),
    ("PERFFRZ", "64'h340"),
    ("PERFOVF", "64'h350"),
    ("PERFCNT", "64'h3000"),
    ("PERF_COUNTERS", "64'd8"),
    ("PERF_STRIDE", "64'h400"),
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
        return "hw = w;" if f.hw else "hw = na;"
    return "hw = rw;" if f.hw else "hw = r;"


def _quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _doc(f):
    text = f.doc
    if f.values:
        text += " (" + ", ".join(f"{value} {name}" for name, value in f.values.items()) + ")"
    if f.needs:
        text += f"; needs {f.needs}"
    if f.sticky:
        text += "; sticky"
    if f.access == "rwl":
        text += "; locked while the counter is enabled"
    return text


def _register(r, number, out):
    needs = f"; needs {r.needs}" if r.needs else ""
    out.append(f"  reg {r.name}_r {{")
    out.append(f"    desc = {_quote(r.doc + needs)};")
    out.append(f"    regwidth = {r.width};")
    out.append("    accesswidth = 32;")
    fields = [f for f in r.fields if not f.overlay]
    for f in fields:
        out.append("    field {")
        out.append(f"      desc = {_quote(_doc(f))};")
        out.append(f"      {SOFTWARE[f.access]} {_hardware(f)}")
        out.append(f"    }} {f.name}[{f.hi}:{f.lo}] = {f.width}'h{f.reset:x};")
    if not fields:
        out.append('    field { desc = "reserved"; sw = r; hw = na; } ' f"RSVD[{r.width - 1}:0] = {r.width}'h0;")
    out.append("  };")
    address, count = BASES[r.base]
    where = f"{address} + 'h{r.offset:x}" if address else f"'h{r.offset:x}"
    array = ""
    stride = ""
    if r.is_array:
        array = f"[{r.count}]" if r.base == "fixed" else f"[{count}]" if count else "[1]"
        stride = f" += 'h{r.stride:x}" if r.stride else " += PERF_STRIDE"
    number.append(f"  {r.name}_r {r.name}{array} @ {where}{stride};")


def emit(d):
    out = [HEADER.format(version=d.version)]
    parameters = ",\n".join(f"  longint unsigned {name} = {value}" for name, value in PARAMETERS)
    out.append(f"addrmap vtd #(\n{parameters}\n) {{")
    out.append(f'  desc = "VT-d remapping unit, spec rev {d.version}";')
    out.append("  littleendian;")
    out.append("  lsb0;")
    out.append("  addressing = compact;")
    instances = []
    for r in d.registers:
        out.append("")
        _register(r, instances, out)
    out.append("")
    out.extend(instances)
    out.append("};")
    out.append("")
    return "\n".join(out)
