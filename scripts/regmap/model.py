# SPDX-License-Identifier: Apache-2.0
"""Reads vtd.toml, checks it, and gives the emitters plain objects to print."""

import re
import tomllib
from dataclasses import dataclass, field

BASES = ("fixed", "iro", "fro", "perfcfg", "perffrz", "perfovf", "perfcnt")
ACCESS = ("ro", "wo", "rw", "rw1c", "rwl")
LIMITS = ("", "haw", "nd")
RESPONSES = {"-": "NA", "UR": "UR", "CA": "CA", "S0": "S0", "Seff": "SEFF", "IR": "IR"}
IDENTIFIER = re.compile(r"[A-Z][A-Z0-9_]*\Z")
VALUE_NAME = re.compile(r"[A-Z0-9_]+\Z")
ATOM = re.compile(r"\s*(CAP|ECAP)\.([A-Z0-9_]+)(?:\[(\d+)\])?|\s*([!&|()])")


class DescriptionError(Exception):
    """The description is wrong; the message is one line for its author."""


@dataclass
class Field:
    name: str
    hi: int
    lo: int
    doc: str
    access: str = "rw"
    reset: int = 0
    sticky: bool = False
    hw: bool = False
    needs: str = ""
    addr: bool = False
    limit: str = ""
    addr_lsb: int = 0
    overlay: bool = False
    values: dict = field(default_factory=dict)
    word_bits: int = 64

    @property
    def width(self):
        return self.hi - self.lo + 1

    @property
    def word(self):
        return self.lo // self.word_bits

    @property
    def shift(self):
        return self.lo % self.word_bits

    @property
    def mask(self):
        return ((1 << self.width) - 1) << self.shift


@dataclass
class Join:
    name: str
    parts: list  # of (Field, bit of the joined value)
    doc: str


@dataclass
class Register:
    name: str
    offset: int
    width: int
    doc: str
    chapter: str
    base: str
    count: int
    stride: int
    is_array: bool
    needs: str
    config: bool
    fields: list

    def masks(self):
        """(reset) value over all fields, for the documentation."""
        return sum((f.reset << f.lo) for f in self.fields if not f.overlay)


@dataclass
class Structure:
    name: str
    size: int
    doc: str
    chapter: str
    fields: list
    joins: list
    ignored: list  # of (hi, lo)

    @property
    def words(self):
        return self.size // 8

    def word_mask(self, word, fields_only=False):
        """Bits of a 64-bit word that are in a field or (unless fields_only) ignored."""
        ranges = [(f.hi, f.lo) for f in self.fields]
        if not fields_only:
            ranges += self.ignored
        mask = 0
        for hi, lo in ranges:
            mask |= ((1 << (hi - lo + 1)) - 1) << lo
        return (mask >> (64 * word)) & (2**64 - 1)


@dataclass
class Condition:
    symbol: str
    name: str
    code: int
    qualified: bool
    responses: tuple  # untranslated, translation, translated, page
    log_recoverable: bool
    doc: str


@dataclass
class Fault:
    code: int
    text: str
    chapter: str
    conditions: list


@dataclass
class Description:
    version: str
    constants: list  # of (name, value, doc)
    features: dict  # name -> list of tokens ("!&|()" or (register, field, bit or None))
    registers: list
    structures: list
    faults: list

    def register(self, name):
        return next(r for r in self.registers if r.name == name)

    def conditions(self):
        return [c for fault in self.faults for c in fault.conditions]


# ---------------------------------------------------------------------------------------------


def _take(table, where, required, optional):
    """Checks the keys of a TOML table and returns it with defaults filled in."""
    for key in table:
        if key not in required and key not in optional:
            raise DescriptionError(f"{where}: unknown key '{key}'")
    for key in required:
        if key not in table:
            raise DescriptionError(f"{where}: '{key}' is missing")
    result = {**optional, **table}
    for key, value in result.items():
        kind = type({**required, **optional}[key])
        if type(value) is not kind:
            raise DescriptionError(f"{where}: '{key}' must be of type {kind.__name__}")
    return result


def _range(text, where):
    match = re.fullmatch(r"(\d+)(?::(\d+))?", text)
    if not match:
        raise DescriptionError(f"{where}: bits '{text}' are not 'n' or 'hi:lo'")
    hi = int(match[1])
    lo = int(match[2]) if match[2] else hi
    if lo > hi:
        raise DescriptionError(f"{where}: bits '{text}' are upside down")
    return hi, lo


def _field(table, where, bits, word_bits, features, default_access):
    name = table.get("name", "?")
    where = f"{where}.{name}"
    t = _take(
        table,
        where,
        {"name": "", "bits": "", "doc": ""},
        {
            "access": default_access,
            "reset": 0,
            "sticky": False,
            "hw": False,
            "needs": "",
            "addr": False,
            "limit": "",
            "addr_lsb": -1,
            "overlay": False,
            "values": {},
        },
    )
    if not IDENTIFIER.match(name):
        raise DescriptionError(f"{where}: the name is not an upper-case identifier")
    hi, lo = _range(t["bits"], where)
    if hi >= bits:
        raise DescriptionError(f"{where}: bit {hi} is outside of {bits} bits")
    if lo // word_bits != hi // word_bits:
        raise DescriptionError(f"{where}: bits {hi}:{lo} cross a {word_bits}-bit word")
    if t["access"] not in ACCESS:
        raise DescriptionError(f"{where}: unknown access '{t['access']}', use one of {', '.join(ACCESS)}")
    if t["needs"] and t["needs"] not in features:
        raise DescriptionError(f"{where}: unknown feature '{t['needs']}'")
    if t["limit"] not in LIMITS:
        raise DescriptionError(f"{where}: unknown limit '{t['limit']}', use haw or nd")
    if not 0 <= t["reset"] < 1 << (hi - lo + 1):
        raise DescriptionError(f"{where}: reset {t['reset']} does not fit into {hi - lo + 1} bits")
    seen = {}
    for value_name, value in t["values"].items():
        if not VALUE_NAME.match(value_name):
            raise DescriptionError(f"{where}: value name '{value_name}' is not an upper-case identifier")
        if type(value) is not int or not 0 <= value < 1 << (hi - lo + 1):
            raise DescriptionError(f"{where}: value {value_name} does not fit into {hi - lo + 1} bits")
        if value in seen:
            raise DescriptionError(f"{where}: values {seen[value]} and {value_name} are the same")
        seen[value] = value_name
    if t["addr_lsb"] < 0:
        t["addr_lsb"] = lo % word_bits
    del t["bits"]
    return Field(hi=hi, lo=lo, word_bits=word_bits, **t)


def _check_overlap(fields, ignored, where):
    names = set()
    owner = {}
    for f in fields:
        if f.name in names:
            raise DescriptionError(f"{where}.{f.name}: the name is used twice")
        names.add(f.name)
        if f.overlay:
            continue
        for bit in range(f.lo, f.hi + 1):
            if bit in owner:
                raise DescriptionError(f"{where}.{f.name}: bit {bit} overlaps with {owner[bit]}")
            owner[bit] = f.name
    for hi, lo in ignored:
        for bit in range(lo, hi + 1):
            if bit in owner:
                raise DescriptionError(f"{where}: ignored bit {bit} overlaps with {owner[bit]}")
            owner[bit] = "ignored bits"


def _register(table, features, earlier):
    name = table.get("name", "?")
    where = f"register {name}"
    t = _take(
        table,
        where,
        {"name": "", "offset": 0, "width": 0, "doc": "", "chapter": ""},
        {
            "base": "fixed",
            "count": 1,
            "stride": 0,
            "access": "",
            "needs": "",
            "config": False,
            "like": "",
            "fields": [],
        },
    )
    if not IDENTIFIER.match(name):
        raise DescriptionError(f"{where}: the name is not an upper-case identifier")
    if t["width"] not in (32, 64):
        raise DescriptionError(f"{where}: width {t['width']} is not 32 or 64")
    if t["offset"] % (t["width"] // 8):
        raise DescriptionError(f"{where}: offset {t['offset']:#x} is not aligned to the width")
    if t["base"] not in BASES:
        raise DescriptionError(f"{where}: unknown base '{t['base']}', use one of {', '.join(BASES)}")
    if t["needs"] and t["needs"] not in features:
        raise DescriptionError(f"{where}: unknown feature '{t['needs']}'")
    if t["access"] and t["access"] not in ACCESS:
        raise DescriptionError(f"{where}: unknown access '{t['access']}', use one of {', '.join(ACCESS)}")
    if t["count"] > 1 and t["stride"] < t["width"] // 8:
        raise DescriptionError(f"{where}: stride {t['stride']} is less than the width")
    if t["like"]:
        model = next((r for r in earlier if r.name == t["like"]), None)
        if model is None:
            raise DescriptionError(f"{where}: like = '{t['like']}' is not a register further up")
        if t["fields"]:
            raise DescriptionError(f"{where}: has both 'like' and 'fields'")
        if model.width != t["width"]:
            raise DescriptionError(f"{where}: like = '{t['like']}' has another width")
        fields = model.fields
    else:
        if t["fields"] and not t["access"]:
            raise DescriptionError(f"{where}: 'access' is missing")
        fields = [_field(f, name, t["width"], t["width"], features, t["access"]) for f in t["fields"]]
    _check_overlap(fields, [], name)
    return Register(
        name=name,
        offset=t["offset"],
        width=t["width"],
        doc=t["doc"],
        chapter=t["chapter"],
        base=t["base"],
        count=t["count"],
        stride=t["stride"],
        is_array=t["count"] != 1,
        needs=t["needs"],
        config=t["config"],
        fields=fields,
    )


def _check_offsets(registers):
    owner = {}
    for r in registers:
        for i in range(max(r.count, 1)):
            for byte in range(r.width // 8):
                key = (r.base, r.offset + i * r.stride + byte)
                if key in owner:
                    raise DescriptionError(
                        f"register {r.name}: offset {key[1] - byte:#x} overlaps with {owner[key]}"
                    )
                owner[key] = r.name


def _structure(table, features):
    name = table.get("name", "?")
    where = f"structure {name}"
    t = _take(
        table,
        where,
        {"name": "", "size": 0, "doc": "", "chapter": "", "fields": []},
        {"ignored": [], "joins": []},
    )
    if not IDENTIFIER.match(name):
        raise DescriptionError(f"{where}: the name is not an upper-case identifier")
    if t["size"] <= 0 or t["size"] % 8:
        raise DescriptionError(f"{where}: size {t['size']} is not a multiple of 8 bytes")
    fields = [_field(f, name, t["size"] * 8, 64, features, "rw") for f in t["fields"]]
    ignored = [_range(text, where) for text in t["ignored"]]
    for hi, _ in ignored:
        if hi >= t["size"] * 8:
            raise DescriptionError(f"{where}: ignored bit {hi} is outside of {t['size'] * 8} bits")
    _check_overlap(fields, ignored, name)
    by_name = {f.name: f for f in fields}
    joins = []
    for j in t["joins"]:
        j = _take(j, f"{where}: join", {"name": "", "parts": [], "doc": ""}, {})
        if j["name"] in by_name:
            raise DescriptionError(f"{where}.{j['name']}: the name is used twice")
        parts = []
        for part in j["parts"]:
            match = re.fullmatch(r"([A-Z0-9_]+)@(\d+)", part)
            if not match or match[1] not in by_name:
                raise DescriptionError(f"{where}.{j['name']}: part '{part}' is not 'FIELD@bit'")
            parts.append((by_name[match[1]], int(match[2])))
        joins.append(Join(j["name"], parts, j["doc"]))
    return Structure(name, t["size"], t["doc"], t["chapter"], fields, joins, ignored)


def _fault(table):
    where = f"fault {table.get('code', '?')}"
    t = _take(table, where, {"code": 0, "text": "", "conditions": []}, {})
    if not 0 < t["code"] < 256:
        raise DescriptionError(f"{where}: the code is not in 1..255")
    where = f"fault {t['code']:02X}h"
    if not t["conditions"]:
        raise DescriptionError(f"{where}: has no conditions")
    conditions = []
    for c in t["conditions"]:
        c = _take(
            c,
            where,
            {"name": "", "Q": "", "U": "", "X": "", "T": "", "P": "", "doc": ""},
            {"log_recoverable": False},
        )
        symbol = c["name"].replace(".", "_")
        if not IDENTIFIER.match(symbol):
            raise DescriptionError(f"{where}: condition name '{c['name']}' is not like 'LCT.4.1'")
        if c["Q"] not in ("Y", "N"):
            raise DescriptionError(f"{where}: {c['name']}: Q is not Y or N")
        for column in "UXTP":
            if c[column] not in RESPONSES:
                raise DescriptionError(f"{where}: {c['name']}: unknown completion '{c[column]}'")
        responses = tuple(RESPONSES[c[column]] for column in "UXTP")
        conditions.append(
            Condition(symbol, c["name"], t["code"], c["Q"] == "Y", responses, c["log_recoverable"], c["doc"])
        )
    chapter = "5" if symbol.startswith("IR_") else "7"
    return Fault(t["code"], t["text"], chapter, conditions)


def _features(tables, fields_of):
    """Splits feature expressions into tokens and checks that the capability fields exist."""
    result = {}
    for name, text in tables.items():
        tokens = []
        position = 0
        while position < len(text.rstrip()):
            match = ATOM.match(text, position)
            if not match:
                raise DescriptionError(f"feature {name}: cannot read '{text[position:]}'")
            position = match.end()
            if match[4]:
                tokens.append(match[4])
                continue
            known = fields_of.get(match[1], {})
            if match[2] not in known:
                raise DescriptionError(f"feature {name}: unknown field {match[1]}.{match[2]}")
            bit = int(match[3]) if match[3] else None
            if bit is not None and bit >= known[match[2]]:
                raise DescriptionError(f"feature {name}: {match[1]}.{match[2]} has no bit {bit}")
            tokens.append((match[1], match[2], bit))
        python = " ".join({"!": "not", "&": "and", "|": "or"}.get(x, x) if type(x) is str else "1" for x in tokens)
        try:
            compile(python, name, "eval")
        except SyntaxError:
            raise DescriptionError(f"feature {name}: '{text}' is not an expression") from None
        result[name] = tokens
    return result


def _unique(items, what, key):
    seen = set()
    for item in items:
        k = key(item)
        if k in seen:
            raise DescriptionError(f"{what} {k} is described twice")
        seen.add(k)


def load(path):
    """Returns the Description in the TOML file; raises DescriptionError or OSError."""
    with open(path, "rb") as file:
        try:
            data = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise DescriptionError(f"not TOML: {error}") from None
    data = _take(
        data,
        "description",
        {"version": "", "features": {}, "register": [], "structure": [], "fault": []},
        {"constants": {}},
    )
    fields_of = {}
    for r in data["register"]:
        if r.get("name") in ("CAP", "ECAP"):
            widths = {}
            for f in r.get("fields", []):
                hi, lo = _range(f.get("bits", "0"), r["name"])
                widths[f.get("name")] = hi - lo + 1
            fields_of[r["name"]] = widths
    features = _features(data["features"], fields_of)
    registers = []
    for r in data["register"]:
        registers.append(_register(r, features, registers))
    _unique(registers, "register", lambda r: r.name)
    _check_offsets(registers)
    structures = [_structure(s, features) for s in data["structure"]]
    _unique(structures, "structure", lambda s: s.name)
    faults = [_fault(f) for f in data["fault"]]
    _unique(faults, "fault code", lambda f: f"{f.code:02X}h")
    constants = []
    for name, c in data["constants"].items():
        c = _take(c, f"constant {name}", {"value": 0, "doc": ""}, {})
        constants.append((name, c["value"], c["doc"]))
    description = Description(data["version"], constants, features, registers, structures, faults)
    _unique(description.conditions(), "fault condition", lambda c: c.name)
    return description
