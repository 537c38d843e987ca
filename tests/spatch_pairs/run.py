# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches and functions made at random, given to Towpath and to spatch.

Usage: run.py PROGRAM PAIRS [FIRST-SEED] [--show N]

PROGRAM is a command, `towpath spatch`. A pair is one semantic patch and one function. A number of functions make one
file; where spatch refuses that, each of them is tried alone. The results are compared in the tokens of C.
"""

import argparse
import collections
import difflib
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import typing

import c_code
import c_items
import c_rules
import known

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from c_tokens import tokens  # noqa: E402

FUNCTIONS = 10
SECONDS = 120  # of a busy machine
# What spatch says of a function that it can make nothing of: matches that contradict each other.
GIVES_UP = re.compile("already tagged|inconsistent control-flow paths")


def patched(command, folder, code):
    """The code as the command leaves it, or what the command said."""
    (folder / "in.c").write_text(code)
    output = folder / "out.c"
    output.unlink(missing_ok=True)
    options = ["--very-quiet", "--no-show-diff", "--sp-file", "rule.cocci", "in.c", "-o", "out.c"]
    try:
        done = subprocess.run([*command, *options], cwd=folder, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None, "took too long"
    said = done.stderr.decode("latin-1")
    if "no modified files" in said:
        return code, said
    if done.returncode != 0 or GIVES_UP.search(said):
        return None, said + f"\nexit code {done.returncode}"
    return (output.read_text() if output.exists() else code), said


def by_function(code):
    """The tokens of each function with what stands behind it, and of what stands before all by the name ""."""
    found = {}
    for piece in re.split(r"^(?=\w.*\bfun\d+\()", code, flags=re.M):
        name = re.search(r"\bfun\d+(?=\()", piece)
        found.setdefault(name.group() if name else "", []).extend(tokens(piece))
    return found


def difference(before, ours, theirs):
    """What each of the two changes."""
    text = ""
    for who, after in (("ours", ours or []), ("spatch", theirs or [])):
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        changes = [f"[{' '.join(before[i - 2:i])}] {' '.join(before[i:j])} -> {' '.join(after[k:l])}"
                   for op, i, j, k, l in matcher.get_opcodes() if op != "equal"]
        text += f"{who}: " + "\n    ".join(changes or ["as it was"]) + "\n"
    return text


class Pair(typing.NamedTuple):
    rule: str
    function: c_code.Function | None  # none: what is around the functions
    before: list  # its tokens
    ours: list
    theirs: list


class Comparison:
    def __init__(self, program, folder, show):
        self.program, self.folder, self.show = program, folder, show
        self.counts = collections.Counter()
        self.kinds = collections.Counter()
        self.around = ""  # what stands before the functions

    def compare(self, seed):
        chance = random.Random(seed)
        code_maker = c_code.CodeMaker(chance)
        functions = [code_maker.function(i) for i in range(FUNCTIONS)]
        items = c_items.Items(chance)
        self.around = c_code.preamble() + items.text()
        maker = c_rules.RuleMaker(chance, functions, items)
        rule = maker.semantic_patch()
        (self.folder / "rule.cocci").write_text(rule)
        if self.compare_file(seed, maker.kind, rule, functions):
            return
        # It gives up where matches contradict each other.
        for function in functions:
            if not self.compare_file(seed, maker.kind, rule, [function]):
                self.counts["refused by spatch"] += 1

    def compare_file(self, seed, kind, rule, functions):
        """False where spatch refuses it."""
        code = self.around + "".join(f.text() for f in functions)
        theirs, said = patched(["spatch"], self.folder, code)
        if theirs is None and not GIVES_UP.search(said):
            self.counts["rules refused by spatch"] += 1
            self.report(seed, kind, rule, "", said)
            return True
        if theirs is None:
            return False
        ours, complaint = patched(self.program, self.folder, code)
        if ours is None:
            self.counts["different"] += 1
            self.report(seed, kind, rule, code, complaint)
            return True
        before, theirs, ours = by_function(code), by_function(theirs), by_function(ours)
        for name in before:
            a, b = ours.get(name), theirs.get(name)
            if a == b:
                if not name and a == before[name]:
                    continue  # declarations that no rule spoke of
                self.counts["the same, changed" if a != before[name] else "the same, as it was"] += 1
                continue
            function = next((f for f in functions if f.name == name), None)
            if function and len(functions) > 1:
                # Among others it may have passed over silently what it refuses alone.
                if not self.compare_file(seed, kind, rule, [function]):
                    self.counts["refused by spatch"] += 1
                continue
            reason = known.reason(Pair(rule, function, before[name], a, b))
            if reason:
                self.counts["explained: " + reason] += 1
                continue
            self.counts["different"] += 1
            self.kinds[kind] += 1
            self.report(seed, kind, rule, function.text() if function else self.around,
                        difference(before[name], a, b))
        return True

    def report(self, seed, kind, rule, code, said):
        if self.show > 0:
            self.show -= 1
            print(f"---- seed {seed}: {kind}\n{rule}{code}{said}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=str.split)
    parser.add_argument("pairs", type=int)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(options.program, pathlib.Path(folder), options.show)
        for seed in range(options.seed, options.seed + -(-options.pairs // FUNCTIONS)):
            comparison.compare(seed)
    for what, count in comparison.counts.most_common():
        print(f"{count:7} {what}")
    for kind, count in comparison.kinds.most_common():
        print(f"{count:7} different: {kind}")
    if comparison.counts["different"]:
        sys.exit("some differ")
    if options.pairs >= 100 and comparison.counts["the same, changed"] * 10 < options.pairs:
        sys.exit("hardly any semantic patch matched")


main()
