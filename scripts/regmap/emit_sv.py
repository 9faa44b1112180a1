# SPDX-License-Identifier: Apache-2.0
"""The SystemVerilog package: offsets, field positions and named values as localparams."""

HEADER = """\
// SPDX-License-Identifier: Apache-2.0
// VT-d registers, in-memory structures, queue descriptors and fault codes (spec rev {version}).
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
//
// Field F of register or structure X: bits [VTD_X_F_LSB +: VTD_X_F_WIDTH]; a structure's bits count
// from bit 0 of its first 64-bit word. Register R is at byte offset VTD_R_REG; the comment names the
// base if it is not the unit's. Named values have the width of their field.
//
// Use as vtd_regs_pkg::NAME: synthesis tools differ in what they make of imports.
//
// A design uses few of these names, hence:
/* verilator lint_off UNUSEDPARAM */
package vtd_regs_pkg;
"""


def _number(name, value, doc=""):
    comment = f" // {doc}" if doc else ""
    return f"  localparam int unsigned {name} = {value};{comment}"


def _sized(name, width, value, doc=""):
    comment = f" // {doc}" if doc else ""
    kind = "logic" if width == 1 else f"logic [{width - 1}:0]"
    return f"  localparam {kind} {name} = {width}'h{value:X};{comment}"


def _fields(owner, out):
    for f in owner.fields:
        prefix = f"VTD_{owner.name}_{f.name}"
        out.append(_number(f"{prefix}_LSB", f.lo, f.doc))
        out.append(_number(f"{prefix}_WIDTH", f.width))
        out.extend(_sized(f"{prefix}_{name}", f.width, value) for name, value in f.values.items())


def emit(d):
    out = [HEADER.format(version=d.version)]
    for name, value, doc in d.constants:
        out.append(_sized(f"VTD_{name}", 32, value, doc) if value > 0xFFFF else _number(f"VTD_{name}", value, doc))
    out.append("")
    out.append("  // ---- Registers")
    for r in d.registers:
        base = "" if r.base == "fixed" else f", from base {r.base}"
        out.append("")
        out.append(f"  // {r.name}: {r.doc}; {r.width} bits")
        out.append(f"  localparam logic [31:0] VTD_{r.name}_REG = 32'h{r.offset:03X}; // bytes{base}")
        if r.is_array:
            out.append(_number(f"VTD_{r.name}_STRIDE", r.stride))
        _fields(r, out)
    out.append("")
    out.append("  // ---- In-memory structures and descriptors")
    for s in d.structures:
        out.append("")
        out.append(f"  // {s.name}: {s.doc}")
        out.append(_number(f"VTD_{s.name}_SIZE", s.size, "bytes"))
        _fields(s, out)
    out.append("")
    out.append("  // ---- Fault reasons: the codes in a fault record")
    out.extend(_sized(f"VTD_FR_{c.symbol}", 8, c.code, c.doc) for c in d.conditions())
    out.append("")
    out.append("endpackage")
    out.append("/* verilator lint_on UNUSEDPARAM */")
    out.append("")
    return "\n".join(out)
