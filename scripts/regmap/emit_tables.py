# SPDX-License-Identifier: Apache-2.0
"""vtd/vtd_tables.h and vtd_tables.c: the description as data, for the core and its users."""

from emit_c import feature_expression, number
from model import ACCESS, BASES

HEADER = """\
// SPDX-License-Identifier: Apache-2.0
// The description of the hardware as data: registers, fields, structures, fault conditions.
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
// clang-format off
//
// Who uses what:
//   * A register file calls vtd_reg_masks_of() for each entry of vtd_reg_table when a unit is created
//     and keeps the masks; reads and writes then need no table. With m for the masks:
//       read   value & m.read (config fields hold what the unit's creator chose)
//       write  value = (value & ~m.write) | (data & m.write), then value &= ~(data & m.rw1c);
//              bits in m.command are write-only: act on them, keep them out of `value`
//       reset  value = (value & (m.keep | m.config)) | (m.reset & ~m.keep); a power-good reset
//              uses 0 in place of m.keep
//   * A configuration reader finds any field of a register by name with vtd_field_find().
//   * A trace or a report prints a register or an entry of a structure by walking its fields, with
//     the names of values in vtd_value_table, and a fault by vtd_fault_table or vtd_fault_text().
//   * The core decides by vtd_fault_table what a requester sees and whether a fault is reported.
//
// Everything is constant and re-entrant; nothing needs a library.
#ifndef VTD_TABLES_H
#define VTD_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "vtd/vtd_regs.h"

#ifdef __cplusplus
extern "C" {{
#endif

// A condition on CAP and ECAP under which a register or field is there; VTD_FEAT_ALWAYS holds always.
enum vtd_feature_id {{
  VTD_FEAT_ALWAYS = 0,
{features}
  VTD_FEAT_COUNT
}};

// True if a unit with these CAP and ECAP values has the feature (enum vtd_feature_id). Numbers beyond
// the enumeration give false.
bool vtd_feature(uint64_t cap, uint64_t ecap, unsigned feature);

// From where a register's offset counts.
enum vtd_base {{
{bases}
}};

// What software may do with a field; RWL is RW while the counter it belongs to is disabled.
enum vtd_field_access {{ {access} }};

// Bits of vtd_field_desc.flags.
enum vtd_field_flag {{
  VTD_FIELD_STICKY = 1,    // survives every reset but a power-good one
  VTD_FIELD_HW = 2,        // hardware changes it
  VTD_FIELD_ADDR = 4,      // an address or queue offset: the value in place is a number of bytes
  VTD_FIELD_OVERLAY = 8,   // a second view of bits that another field has
  VTD_FIELD_LIMIT_HAW = 16, // bits at and above the host address width are absent or reserved
  VTD_FIELD_LIMIT_ND = 32, // bits beyond the domain-id width (CAP.ND) are reserved
}};

// A named value of a field.
struct vtd_value_desc {{
  const char *name;
  uint64_t value; // right-aligned
}};

// A field of a register or structure.
struct vtd_field_desc {{
  const char *name;
  const char *doc;      // one line
  uint64_t reset;       // right-aligned
  uint16_t first_value; // index in vtd_value_table
  uint8_t value_count;
  uint8_t word;         // 64-bit word of a structure; 0 in a register
  uint8_t shift;        // lowest bit, in the register or word
  uint8_t width;        // bits
  uint8_t addr_lsb;     // with VTD_FIELD_LIMIT_HAW: the address bit that the lowest bit holds
  uint8_t access;       // enum vtd_field_access; of no meaning in a structure
  uint8_t flags;        // enum vtd_field_flag
  uint8_t needs;        // enum vtd_feature_id; an absent field reads 0, or is reserved in a structure
}};

// A register, or an array of registers.
struct vtd_reg_desc {{
  const char *name;
  const char *doc;      // one line
  uint32_t offset;      // bytes from `base`
  uint16_t count;       // 0: a capability register tells
  uint16_t stride;      // bytes between copies
  uint16_t first_field; // index in vtd_field_table
  uint8_t field_count;
  uint8_t width;        // bits, 32 or 64
  uint8_t base;         // enum vtd_base
  uint8_t needs;        // enum vtd_feature_id; an absent register reads 0 and ignores writes
  uint8_t config;       // 1: read-only values that the unit's creator chooses
}};

// A structure in memory.
struct vtd_struct_desc {{
  const char *name;
  const char *doc;      // one line
  uint16_t first_field; // index in vtd_field_table
  uint8_t field_count;
  uint8_t words;        // size in 64-bit words
}};

// Index of vtd_reg_table.
enum vtd_reg_index {{
{registers}
  VTD_REGISTER_COUNT
}};

// Index of vtd_struct_table.
enum vtd_struct_index {{
{structures}
  VTD_STRUCT_COUNT
}};

#define VTD_FIELD_COUNT {field_count}
#define VTD_VALUE_COUNT {value_count}

extern const struct vtd_reg_desc vtd_reg_table[VTD_REGISTER_COUNT];
extern const struct vtd_struct_desc vtd_struct_table[VTD_STRUCT_COUNT];
extern const struct vtd_field_desc vtd_field_table[VTD_FIELD_COUNT];
extern const struct vtd_value_desc vtd_value_table[VTD_VALUE_COUNT];

// What a requester sees when a condition stops its request. NA: the condition cannot meet this kind
// of request. S0 and SEFF: success with no, or with the effective, permissions (recoverable, not
// reported as a fault). IR: page group response "invalid request".
enum vtd_resp {{ VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_S0, VTD_RESP_SEFF, VTD_RESP_IR }};

// A fault condition (ch. 7; interrupt remapping: ch. 5).
struct vtd_fault_desc {{
  uint8_t code;              // fault reason in a fault record
  uint8_t qualified;         // 1: not reported when fault processing is disabled (FPD)
  uint8_t resp_untranslated; // enum vtd_resp, for each kind of request
  uint8_t resp_translation;
  uint8_t resp_translated;
  uint8_t resp_page;
  uint8_t log_recoverable;   // 1: reported even if the response is S0 or SEFF
  const char *name;          // as the architecture writes it, for example "LCT.4.1"
  const char *text;          // one line
}};

// Indexed by enum vtd_fault_cond; entry VTD_FC_NONE has code 0.
extern const struct vtd_fault_desc vtd_fault_table[VTD_FC_COUNT];

// One line about a fault reason of a fault record; "unknown fault reason" if there is none.
const char *vtd_fault_text(uint8_t code);

// The register with this name ("GCMD", as in vtd_reg_table), or NULL.
const struct vtd_reg_desc *vtd_reg_find(const char *reg);

// The field of the register ("ECAP", "QI"), or NULL if there is no such register or field.
const struct vtd_field_desc *vtd_field_find(const char *reg, const char *field);

// The field's bits in its register or word.
static inline uint64_t vtd_field_mask(const struct vtd_field_desc *f) {{
  return (f->width >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << f->width) - 1) << f->shift;
}}

// The bits of a register by what they do, for one unit; bits that no field has are in none. Fields
// of absent features are in none, nor are address bits at and above the host address width.
struct vtd_reg_masks {{
  uint64_t read;    // read as stored (all but write-only)
  uint64_t write;   // stored when written (RW and RWL)
  uint64_t command; // write-only
  uint64_t rw1c;    // cleared by writing 1
  uint64_t locked;  // RWL, also in `write`
  uint64_t keep;    // sticky
  uint64_t config;  // chosen by the unit's creator
  uint64_t reset;   // value after reset of what is not in config
}};

// Masks of a register (32-bit registers: bits 31:0) on a unit with these CAP and ECAP values and
// host address width (bits). All zero if the register is absent.
struct vtd_reg_masks vtd_reg_masks_of(const struct vtd_reg_desc *reg, uint64_t cap, uint64_t ecap,
                                      unsigned haw);

#ifdef __cplusplus
}}
#endif

#endif
"""

SOURCE = """\
// SPDX-License-Identifier: Apache-2.0
// The description of the hardware as data; see vtd/vtd_tables.h.
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
// clang-format off
#include "vtd/vtd_tables.h"

#include <stddef.h>

bool vtd_feature(uint64_t cap, uint64_t ecap, unsigned feature) {{
  switch (feature) {{
  case VTD_FEAT_ALWAYS: return true;
{features}
  default: return false;
  }}
}}

const struct vtd_value_desc vtd_value_table[VTD_VALUE_COUNT] = {{
{values}
}};

const struct vtd_field_desc vtd_field_table[VTD_FIELD_COUNT] = {{
{fields}
}};

const struct vtd_reg_desc vtd_reg_table[VTD_REGISTER_COUNT] = {{
{registers}
}};

const struct vtd_struct_desc vtd_struct_table[VTD_STRUCT_COUNT] = {{
{structures}
}};

const struct vtd_fault_desc vtd_fault_table[VTD_FC_COUNT] = {{
  [VTD_FC_NONE] = {{ 0, 0, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "none", "no fault" }},
{conditions}
}};

const char *vtd_fault_text(uint8_t code) {{
  switch (code) {{
  case 0x00: return "no fault";
{texts}
  default: return "unknown fault reason";
  }}
}}

static bool same(const char *a, const char *b) {{
  while (*a && *a == *b) {{
    a++;
    b++;
  }}
  return *a == *b;
}}

const struct vtd_reg_desc *vtd_reg_find(const char *reg) {{
  for (unsigned i = 0; i < VTD_REGISTER_COUNT; i++) {{
    if (same(vtd_reg_table[i].name, reg)) return &vtd_reg_table[i];
  }}
  return NULL;
}}

const struct vtd_field_desc *vtd_field_find(const char *reg, const char *field) {{
  const struct vtd_reg_desc *r = vtd_reg_find(reg);
  if (!r) return NULL;
  for (unsigned i = 0; i < r->field_count; i++) {{
    const struct vtd_field_desc *f = &vtd_field_table[r->first_field + i];
    if (same(f->name, field)) return f;
  }}
  return NULL;
}}

static uint64_t implemented(const struct vtd_field_desc *f, unsigned haw) {{
  if (!(f->flags & VTD_FIELD_LIMIT_HAW)) return vtd_field_mask(f);
  return vtd_field_mask(f) & ~(vtd_bits_from(haw, f->addr_lsb, f->width) << f->shift);
}}

struct vtd_reg_masks vtd_reg_masks_of(const struct vtd_reg_desc *reg, uint64_t cap, uint64_t ecap,
                                      unsigned haw) {{
  struct vtd_reg_masks m = {{ 0, 0, 0, 0, 0, 0, 0, 0 }};
  if (!vtd_feature(cap, ecap, reg->needs)) return m;
  for (unsigned i = 0; i < reg->field_count; i++) {{
    const struct vtd_field_desc *f = &vtd_field_table[reg->first_field + i];
    if ((f->flags & VTD_FIELD_OVERLAY) || !vtd_feature(cap, ecap, f->needs)) continue;
    const uint64_t bits = implemented(f, haw);
    if (f->access != VTD_ACCESS_WO) m.read |= bits;
    if (f->access == VTD_ACCESS_RW || f->access == VTD_ACCESS_RWL) m.write |= bits;
    if (f->access == VTD_ACCESS_WO) m.command |= bits;
    if (f->access == VTD_ACCESS_RW1C) m.rw1c |= bits;
    if (f->access == VTD_ACCESS_RWL) m.locked |= bits;
    if (f->flags & VTD_FIELD_STICKY) m.keep |= bits;
    if (reg->config) m.config |= bits;
    if (!reg->config) m.reset |= (f->reset << f->shift) & bits;
  }}
  return m;
}}
"""


class _Tables:
    """Numbers fields and values; registers that share fields share their entries."""

    def __init__(self, d):
        self.fields = []
        self.values = []
        self.first = {}
        self.value_at = {}
        for owner in d.registers + d.structures:
            key = id(owner.fields)
            if key in self.first:
                continue
            self.first[key] = len(self.fields) if owner.fields else 0
            for f in owner.fields:
                self.fields.append((owner, f, self._values(f)))

    def _values(self, f):
        if not f.values:
            return 0
        key = tuple(f.values.items())
        if key not in self.value_at:
            self.value_at[key] = len(self.values)
            self.values.extend(key)
        return self.value_at[key]


def _feature_name(needs):
    return f"VTD_FEAT_{needs}" if needs else "VTD_FEAT_ALWAYS"


def _flags(f):
    flags = []
    if f.sticky:
        flags.append("VTD_FIELD_STICKY")
    if f.hw:
        flags.append("VTD_FIELD_HW")
    if f.addr:
        flags.append("VTD_FIELD_ADDR")
    if f.overlay:
        flags.append("VTD_FIELD_OVERLAY")
    if f.limit:
        flags.append(f"VTD_FIELD_LIMIT_{f.limit.upper()}")
    return " | ".join(flags) or "0"


def _quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def emit_header(d):
    tables = _Tables(d)
    return HEADER.format(
        features="\n".join(f"  VTD_FEAT_{name}," for name in d.features),
        bases="\n".join(f"  VTD_BASE_{name.upper()}, // {text}" for name, text in zip(BASES, BASE_TEXT, strict=True)),
        access=", ".join(f"VTD_ACCESS_{name.upper()}" for name in ACCESS),
        registers="\n".join(f"  VTD_REGISTER_{r.name}," for r in d.registers),
        structures="\n".join(f"  VTD_STRUCT_{s.name}," for s in d.structures),
        field_count=len(tables.fields),
        value_count=len(tables.values),
    )


BASE_TEXT = (
    "the unit's base",
    "16 * ECAP.IRO",
    "16 * CAP.FRO",
    "PERFCFGOFF",
    "PERFFRZOFF",
    "PERFOVFOFF",
    "PERFCNTROFF",
)


def emit_source(d):
    tables = _Tables(d)
    fields = []
    for owner, f, first_value in tables.fields:
        fields.append(
            f"  {{ {_quote(f.name)}, {_quote(f.doc)}, {number(f.reset, 64) if f.reset else 0}, {first_value}, "
            f"{len(f.values)}, {f.word}, {f.shift}, {f.width}, {f.addr_lsb}, VTD_ACCESS_{f.access.upper()}, "
            f"{_flags(f)}, {_feature_name(f.needs)} }}, // {owner.name}"
        )
    registers = [
        f"  [VTD_REGISTER_{r.name}] = {{ {_quote(r.name)}, {_quote(r.doc)}, VTD_{r.name}_REG, {r.count}, {r.stride}, "
        f"{tables.first[id(r.fields)]}, {len(r.fields)}, {r.width}, VTD_BASE_{r.base.upper()}, "
        f"{_feature_name(r.needs)}, {int(r.config)} }},"
        for r in d.registers
    ]
    structures = [
        f"  [VTD_STRUCT_{s.name}] = {{ {_quote(s.name)}, {_quote(s.doc)}, {tables.first[id(s.fields)]}, "
        f"{len(s.fields)}, {s.words} }},"
        for s in d.structures
    ]
    conditions = []
    for c in d.conditions():
        responses = ", ".join(f"VTD_RESP_{r}" for r in c.responses)
        conditions.append(
            f"  [VTD_FC_{c.symbol}] = {{ 0x{c.code:02X}, {int(c.qualified)}, {responses}, "
            f"{int(c.log_recoverable)}, {_quote(c.name)}, {_quote(c.doc)} }},"
        )
    return SOURCE.format(
        features="\n".join(
            f"  case VTD_FEAT_{name}: return {feature_expression(tokens)};" for name, tokens in d.features.items()
        ),
        values="\n".join(f"  {{ {_quote(name)}, {value} }}," for name, value in tables.values),
        fields="\n".join(fields),
        registers="\n".join(registers),
        structures="\n".join(structures),
        conditions="\n".join(conditions),
        texts="\n".join(f"  case 0x{f.code:02X}: return {_quote(f.text)};" for f in d.faults),
    )
