# SPDX-License-Identifier: Apache-2.0
"""The C header vtd/vtd_regs.h: constants and inline accessors, also used by firmware."""

import re

from model import DescriptionError

HEADER = """\
// SPDX-License-Identifier: Apache-2.0
// VT-d registers, in-memory structures, queue descriptors and fault codes (spec rev {version}).
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
// clang-format off
//
// For everybody: the core, firmware, tests. Needs no library. Names:
//
//   register R   VTD_R_REG is its byte offset from the unit's base. VTD_IVA_REG and VTD_IOTLB_REG
//                count from 16 * ECAP.IRO, VTD_FRCD_LO_REG and VTD_FRCD_HI_REG from 16 * CAP.FRO, and
//                PERF* registers from the offset that their comment names. Arrays also have
//                VTD_R_STRIDE (bytes) and VTD_R_COUNT (0: a capability register tells).
//   structure S  an array of 64-bit words in memory order, word 0 first: VTD_S_SIZE is its size in
//                bytes, VTD_S_WORDS in words.
//   field F      VTD_X_F_SHIFT, _WIDTH (bits) and _MASK (in place; of the register, or of the
//                structure's word VTD_S_F_WORD); a one-bit field also has VTD_X_F, the mask. Named
//                values are VTD_X_F_<name>, right-aligned.
//   accessors    vtd_r_f(reg) and vtd_s_f(entry) return the field's value, right-aligned; those of
//                address and queue-offset fields return it in place, as bytes. vtd_r_f_set(reg, v)
//                returns the register's new value, vtd_s_f_set(entry, v) changes the entry. Both
//                take what the getter returns; bits of v outside of the field are dropped.
//   reserved     vtd_s_rsvd(cap, ecap, haw, out) fills out[] with the bits of each word that must
//                be zero on a unit with these CAP and ECAP values and host address width (bits):
//                bits in no field, fields of absent features, address bits at and above haw, and
//                domain-id bits beyond CAP.ND. Checks that depend on another field of the entry
//                (say, DST of an IRTE in xAPIC mode) are not part of it.
//   faults       VTD_FC_x numbers fault conditions (enum vtd_fault_cond), VTD_FR_x is the code that
//                a fault record shows; several conditions share a code. See vtd/vtd_tables.h.
//
// All functions are pure or touch only their argument.
#ifndef VTD_REGS_H
#define VTD_REGS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {{
#endif
"""

FOOTER = """\
#ifdef __cplusplus
}
#endif

#endif
"""


def number(value, width):
    """A C literal of the register's width."""
    return f"UINT{width}_C(0x{value:0{width // 4}X})"


def feature_expression(tokens):
    """A feature as a C expression over `cap` and `ecap`."""
    text = []
    for token in tokens:
        if isinstance(token, str):
            text.append({"&": " && ", "|": " || "}.get(token, token))
            continue
        register, field, bit = token
        mask = f"VTD_{register}_{field}_MASK"
        if bit is not None:
            mask = f"(UINT64_C({1 << bit}) << VTD_{register}_{field}_SHIFT)"
        text.append(f"({register.lower()} & {mask}) != 0")
    return "".join(text)


def _field_constants(prefix, f, width, out):
    if f.word_bits == 64 and width == 0:
        out.append(f"#define {prefix}_WORD {f.word}")
        width = 64
    out.append(f"#define {prefix}_SHIFT {f.shift}")
    out.append(f"#define {prefix}_WIDTH {f.width}")
    out.append(f"#define {prefix}_MASK {number(f.mask, width)}")
    if f.width == 1:
        out.append(f"#define {prefix} {prefix}_MASK")
    for name, value in f.values.items():
        out.append(f"#define {prefix}_{name} {value}")


def _down(text, f):
    return f"({text}) >> {f.shift}" if f.shift else text


def _up(f):
    return f"(value << {f.shift})" if f.shift else "value"


def _needs(item):
    return f"; needs {item.needs}" if item.needs else ""


def _register(r, out):
    low = r.name.lower()
    kind = f"uint{r.width}_t"
    base = "" if r.base == "fixed" else f" from base {r.base}"
    out.append("")
    out.append(f"// {r.name}: {r.doc}; {r.width} bits{_needs(r)}")
    out.append(f"#define VTD_{r.name}_REG 0x{r.offset:03X} //{base or ' from the unit base'}")
    if r.is_array:
        out.append(f"#define VTD_{r.name}_STRIDE {r.stride}")
        out.append(f"#define VTD_{r.name}_COUNT {r.count}")
    for f in r.fields:
        prefix = f"VTD_{r.name}_{f.name}"
        out.append(f"// {r.name}.{f.name} {bits(f)}, {f.access}{_needs(f)}: {f.doc}")
        _field_constants(prefix, f, r.width, out)
        name = f"vtd_{low}_{f.name.lower()}"
        get = f"reg & {prefix}_MASK" if f.addr else _down(f"reg & {prefix}_MASK", f)
        put = f"{'value' if f.addr else _up(f)} & {prefix}_MASK"
        out.append(f"static inline {kind} {name}({kind} reg) {{ return {get}; }}")
        out.append(
            f"static inline {kind} {name}_set({kind} reg, {kind} value) "
            f"{{ return (reg & ~{prefix}_MASK) | ({put}); }}"
        )


def bits(f):
    return f"[{f.hi}]" if f.width == 1 else f"[{f.hi}:{f.lo}]"


def _structure(s, out, features):
    low = s.name.lower()
    chapter = f" (ch. {s.chapter})" if s.chapter else ""
    out.append("")
    out.append(f"// {s.name}: {s.doc}{chapter}")
    out.append(f"#define VTD_{s.name}_SIZE {s.size}")
    out.append(f"#define VTD_{s.name}_WORDS {s.words}")
    for f in s.fields:
        prefix = f"VTD_{s.name}_{f.name}"
        out.append(f"// {s.name}.{f.name} {bits(f)}{_needs(f)}: {f.doc}")
        _field_constants(prefix, f, 0, out)
        name = f"vtd_{low}_{f.name.lower()}"
        get = f"e[{f.word}] & {prefix}_MASK" if f.addr else _down(f"e[{f.word}] & {prefix}_MASK", f)
        put = f"{'value' if f.addr else _up(f)} & {prefix}_MASK"
        out.append(f"static inline uint64_t {name}(const uint64_t *e) {{ return {get}; }}")
        out.append(
            f"static inline void {name}_set(uint64_t *e, uint64_t value) "
            f"{{ e[{f.word}] = (e[{f.word}] & ~{prefix}_MASK) | ({put}); }}"
        )
    for j in s.joins:
        name = f"vtd_{low}_{j.name.lower()}"
        parts = " and ".join(f.name for f, _ in j.parts)
        terms = " | ".join(
            f"vtd_{low}_{f.name.lower()}(e)" + (f" << {bit}" if bit else "") for f, bit in j.parts
        )
        out.append(f"// {s.name}.{j.name}, made of {parts}: {j.doc}")
        out.append(f"static inline uint64_t {name}(const uint64_t *e) {{ return {terms}; }}")
        out.append(f"static inline void {name}_set(uint64_t *e, uint64_t value) {{")
        for f, bit in j.parts:
            shifted = f"value >> {bit}" if bit else "value"
            out.append(f"  vtd_{low}_{f.name.lower()}_set(e, {shifted});")
        out.append("}")
    _reserved(s, out, features)


def _reserved(s, out, features):
    low = s.name.lower()
    lines = []
    for word in range(s.words):
        mask = ~s.word_mask(word) & (2**64 - 1)
        lines.append(f"  out[{word}] = {number(mask, 64)};")
    used = set()
    for f in s.fields:
        if f.overlay:
            continue
        prefix = f"VTD_{s.name}_{f.name}"
        if f.limit == "haw":
            used.add("haw")
            above = f"vtd_bits_from(haw, {f.addr_lsb}, {f.width})"
            lines.append(f"  out[{f.word}] |= {above} << {prefix}_SHIFT;")
        if f.limit == "nd":
            used.add("cap")
            lines.append(
                f"  out[{f.word}] |= vtd_bits_from(vtd_did_width(cap), 0, {f.width}) << {prefix}_SHIFT;"
            )
        if f.needs:
            tokens = features[f.needs]
            used.update(t[0].lower() for t in tokens if not isinstance(t, str))
            lines.append(f"  if (!({feature_expression(tokens)})) out[{f.word}] |= {prefix}_MASK;")
    out.append(
        f"static inline void vtd_{low}_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, "
        f"uint64_t out[VTD_{s.name}_WORDS]) {{"
    )
    for name in ("cap", "ecap", "haw"):
        if name not in used:
            out.append(f"  (void){name};")
    out.extend(lines)
    out.append("}")


def _check_names(text):
    """Two parts of the description may not lead to the same C name."""
    seen = set()
    for name in re.findall(r"^(?:#define|static inline \w+) (\w+)", text, re.M):
        if name in seen:
            raise DescriptionError(f"the C name {name} comes out twice; rename a field or value")
        seen.add(name)


HELPERS = """
// Width of a domain id, bits, from CAP.ND (7 is reserved and counts as 6).
static inline unsigned vtd_did_width(uint64_t cap) {
  const unsigned nd = (unsigned)vtd_cap_nd(cap);
  return 4 + 2 * (nd > 6 ? 6 : nd);
}

// For a field of `width` bits whose lowest bit holds bit `lsb` of a value: the field's bits, right
// aligned, that hold value bits at and above `limit`.
static inline uint64_t vtd_bits_from(unsigned limit, unsigned lsb, unsigned width) {
  const uint64_t all = width >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << width) - 1;
  const unsigned keep = limit > lsb ? limit - lsb : 0;
  return keep >= width ? 0 : all & ~((UINT64_C(1) << keep) - 1);
}"""


def emit(d):
    out = [HEADER.format(version=d.version)]
    out.append("// ---- Constants")
    for name, value, doc in d.constants:
        literal = f"0x{value:X}u" if value > 0xFFFF else str(value)
        out.append(f"#define VTD_{name} {literal} // {doc}")
    out.append("")
    out.append("// ---- Registers")
    for r in d.registers:
        _register(r, out)
    out.append(HELPERS)
    out.append("")
    out.append("// ---- In-memory structures and descriptors")
    for s in d.structures:
        _structure(s, out, d.features)
    out.append("")
    out.append("// ---- Fault reasons: the codes in a fault record")
    for fault in d.faults:
        for c in fault.conditions:
            out.append(f"#define VTD_FR_{c.symbol} 0x{c.code:02X} // {c.doc}")
    out.append("")
    out.append("// Fault conditions; the index of vtd_fault_table.")
    out.append("enum vtd_fault_cond {")
    out.append("  VTD_FC_NONE = 0,")
    out.extend(f"  VTD_FC_{c.symbol}," for c in d.conditions())
    out.append("  VTD_FC_COUNT")
    out.append("};")
    out.append("")
    out.append(FOOTER)
    text = "\n".join(out)
    _check_names(text)
    return text
