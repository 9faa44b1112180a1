#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the documents against the tree.

  check_docs.py [--vtd-sim PROGRAM]

* links between documents, and their anchors, lead somewhere
* names of files and folders exist, whether in running text or in commands
* options of vtd-sim, of the scripts and of test programs exist; a wrong option of a script is refused properly
* a fenced block that follows "<!-- from FILE -->" is that file, or a part of it, word for word
* fenced TOML blocks are platform files that load
* README's map names every folder of the tree, and nothing else
* README's first look has the columns and rows of a real run
* programs, tests, labels and presets that are mentioned exist
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
FROM = re.compile(r"<!-- from (\S+) -->\n+```\S*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FOLDERS = ("tlm", "rtl", "sw", "tb", "docs", "scripts", "cmake", ".ci")
# What builds and runs make: not in the tree.
MADE = ("build/", "out/")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z_-]*")
# Programs of the tests, by the folder whose sources parse their options.
TEST_PROGRAMS = {"vtd_rtl_equiv": "tb/cosim", "vtd_rtl_mutants": "tb/cosim", "vtd_rtl_lockstep": "tb/cosim",
                 "vtd_core_lockstep": "tb/cosim", "core_bench": "tb/bench", "tlm_bench": "tb/bench",
                 "fuzz_unit": "tb/fuzz", "run_programs": "tb/firmware", "tlm_test": "tb/tlm"}
FROM_GTEST = {"--gtest_filter"}
SCRIPTS = {"scripts/bench": ["--help"], "scripts/setup": None, "scripts/test": None, "scripts/coverage": None,
           "scripts/linux": ["--help"], "scripts/regmap/regmap.py": ["--help"]}

problems = []


def complain(document, text):
    problems.append(f"{document.relative_to(ROOT)}: {text}")


def documents():
    """Every page but the generated ones of other folders."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")),
            *sorted(path for folder in FOLDERS if folder != "docs" for path in (ROOT / folder).rglob("*.md"))]


def tracked():
    """Files of the tree, or None outside of a checkout."""
    result = subprocess.run(["git", "ls-files"], cwd=ROOT, text=True, capture_output=True)
    return result.stdout.split() if result.returncode == 0 else None


# ---- Links and files

def anchors(path):
    """GitHub's anchors of the headings."""
    names = set()
    for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", path.read_text()), re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        names.add(plain.replace(" ", "-"))
    return names


def check_links(document, text):
    for link in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists():
            complain(document, f"link to {link}: there is no such file")
        elif anchor and anchor not in anchors(target):
            complain(document, f"link to {link}: there is no such heading")


def exists(name):
    if any(character in name for character in "*?["):
        return any(ROOT.glob(name.rstrip("/")))
    return (ROOT / name).exists()


def check_files(document, text):
    words = re.findall(r"(?<![\w./<-])(?:\./)?((?:%s)/[\w./*+-]*[\w/*])" % "|".join(map(re.escape, FOLDERS)), text)
    for word in set(words):
        if not exists(word.rstrip(".")):
            complain(document, f"{word} is not in the tree")


# ---- Options

def help_of(command):
    result = subprocess.run(command, text=True, capture_output=True, cwd=ROOT)
    return result.stdout + result.stderr


def known_options(vtd_sim):
    known = {}
    for script, arguments in SCRIPTS.items():
        path = ROOT / script
        known[script] = set(OPTION.findall(help_of([str(path), *arguments]) if arguments else path.read_text()))
    for program, folder in TEST_PROGRAMS.items():
        sources = [path for path in (ROOT / folder).iterdir() if path.suffix in (".c", ".cpp", ".h")]
        known[program] = FROM_GTEST.union(*(OPTION.findall(path.read_text()) for path in sources))
    if vtd_sim:
        known["vtd-sim"] = set(OPTION.findall(help_of([vtd_sim, "--help"])))
        known["scripts/run"] = known["vtd-sim"]
    return known


def commands(text):
    """Commands of shell blocks and of code in running text; continued lines joined."""
    for language, body in FENCE.findall(text):
        if language in ("sh", "bash", "console"):
            body = body.replace("\\\n", " ")
            for line in body.splitlines():
                yield line.removeprefix("$ ").split(" #")[0]
    yield from CODE.findall(FENCE.sub("", text))


def check_options(document, text, known, programs):
    for command in commands(text):
        words = command.split()
        paths = [word.removeprefix("./") for word in words]
        tools = [name for name in known if any(path == name or path.endswith("/" + name) for path in paths)]
        if not tools:
            continue
        for option in OPTION.findall(command):
            if not any(option in known[tool] for tool in tools):
                complain(document, f"`{command}`: {tools[0]} has no option {option}")
        for program in re.findall(r"(?:--program|-p)[ =](\S+)", command) if programs else []:
            if program not in programs and not program.isupper():  # NAME stands for any
                complain(document, f"`{command}`: there is no program {program}")


def check_program_table(document, text, programs):
    """The table behind <!-- all programs --> has a row for every program, and no other."""
    table = re.search(r"<!-- all programs -->\n+((?:\|.*\n)+)", text)
    if not programs or not table:
        return
    listed = set(re.findall(r"^\| `([\w-]+)`", table.group(1), re.MULTILINE))
    for missing in programs - listed:
        complain(document, f"the table of programs lacks {missing}")
    for extra in listed - programs:
        complain(document, f"the table of programs has {extra}, which is not a program")


# ---- Blocks

def check_copies(document, text):
    for name, body in FROM.findall(text):
        path = ROOT / name
        if not path.exists():
            complain(document, f"block from {name}: there is no such file")
        elif body.strip("\n") not in path.read_text():
            complain(document, f"block from {name}: the file says something else")


def check_platforms(document, text, vtd_sim):
    for language, body in FENCE.findall(text):
        if language != "toml" or not vtd_sim:
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(body)
            file.flush()
            result = subprocess.run([vtd_sim, "--platform", file.name, "--dump-platform"], text=True,
                                    capture_output=True)
        if result.returncode != 0:
            complain(document, f"platform example: {result.stderr.strip()}\n{body}")


# ---- Scripts

def check_wrong_options():
    """A wrong option gets one line and status 2."""
    for script in ("scripts/bench", "scripts/setup", "scripts/test"):
        result = subprocess.run([str(ROOT / script), "--no-such-option"], text=True, capture_output=True, cwd=ROOT)
        lines = result.stderr.splitlines()
        if result.returncode != 2 or len(lines) != 1 or "--no-such-option" not in lines[0]:
            complain(ROOT / script, f"a wrong option ends with status {result.returncode} and says: {result.stderr}")


# ---- Names of tests, labels, presets

def check_presets(document, text):
    presets = {preset["name"] for preset in json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]}
    for name in re.findall(r"--preset[ =](\w+)", text):
        if name not in presets:
            complain(document, f"there is no preset {name}")


def check_labels(document, text, labels):
    for name in re.findall(r"ctest [^`\n]*-LE? '?([\w|]+)", text):
        for label in name.split("|"):
            if label not in labels:
                complain(document, f"no test has the label {label}")


def test_labels():
    labels = set()
    for path in [*ROOT.glob("*/CMakeLists.txt"), *ROOT.glob("*/*/CMakeLists.txt"), *ROOT.glob("tb/*/*.cmake")]:
        for match in re.findall(r"LABELS ((?:[a-z]+ )+|[a-z]+)", path.read_text()):
            labels.update(match.split())
    return labels


def check_test_functions(document, text):
    """Rows "| ... | `tb/x/file.c` `function` |": the file has that function."""
    for name, functions in re.findall(r"`(tb/[\w/.]+\.(?:c|cpp|h))`:((?:,? `\w+`)+)", text):
        source = (ROOT / name).read_text() if (ROOT / name).exists() else ""
        for function in re.findall(r"`(\w+)`", functions):
            if not re.search(rf"\b{function}\b", source):
                complain(document, f"{name} has no {function}")


# ---- The map in README.md

def check_map(files):
    readme = ROOT / "README.md"
    block = re.search(r"<!-- map -->\n+```\w*\n(.*?)^```", readme.read_text(), re.MULTILINE | re.DOTALL)
    if not block:
        complain(readme, "the map of the folders is missing")
        return
    mapped, path = set(), []
    for line in block.group(1).splitlines():
        name = re.match(r"( *)([\w.-]+/)", line)
        if name:
            path = path[:len(name.group(1)) // 2] + [name.group(2)]
            mapped.add("".join(path))
    for folder in mapped:
        if not (ROOT / folder).is_dir():
            complain(readme, f"the map names {folder}, which is not in the tree")
    if files is None:
        return
    deep = {folder.split("/")[0] for folder in mapped if folder.count("/") > 1}
    for file in files:
        parts = file.split("/")
        if len(parts) > 1 and parts[0] + "/" not in mapped:
            complain(readme, f"the map lacks {parts[0]}/")
        elif len(parts) > 2 and parts[0] in deep and "/".join(parts[:2]) + "/" not in mapped:
            complain(readme, f"the map lacks {parts[0]}/{parts[1]}/")


def check_first_look(vtd_sim):
    """README shows the columns and rows that a run prints; numbers may differ."""
    readme = ROOT / "README.md"
    shown = re.search(r"<!-- output of vtd-sim (.*?) -->\n```text\n(.*?)^```", readme.read_text(), re.MULTILINE | re.DOTALL)
    if not shown:
        complain(readme, "the first look is missing")
        return
    result = subprocess.run([vtd_sim, *shown.group(1).split(), "--program", "isolation"], text=True,
                            capture_output=True)

    def first_block(text):
        rows = [re.split(r"  +", line.strip()) for line in text.splitlines()]
        return rows[0], [row[0] for row in rows[2:6]]
    if first_block(shown.group(2)) != first_block(result.stdout):
        complain(readme, "the first look is not what vtd-sim prints now; paste it again")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vtd-sim", metavar="PROGRAM")
    options = parser.parse_args()
    known = known_options(options.vtd_sim)
    programs = set()
    if options.vtd_sim:
        listing = subprocess.run([options.vtd_sim, "--list-programs"], text=True, capture_output=True, check=True)
        programs = {line.split()[0] for line in listing.stdout.splitlines()}
    labels = test_labels()
    for document in documents():
        text = document.read_text()
        check_links(document, text)
        if document.name == "registers.md":
            continue
        if "@@" in text:
            complain(document, "something is still to be filled in: @@")
        check_files(document, text)
        check_options(document, text, known, programs)
        check_program_table(document, text, programs)
        check_copies(document, text)
        check_platforms(document, text, options.vtd_sim)
        check_presets(document, text)
        check_labels(document, text, labels)
        check_test_functions(document, text)
    if options.vtd_sim:
        check_first_look(options.vtd_sim)
    check_map(tracked())
    check_wrong_options()
    for problem in sorted(set(problems)):
        print(problem, file=sys.stderr)
    print(f"{len(documents())} documents, {len(set(problems))} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
