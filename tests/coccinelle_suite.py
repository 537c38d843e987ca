# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs Coccinelle's own tests and counts. Usage: coccinelle_suite.py PROGRAM CHECKOUT FLOOR [--list]

A test is a case.cocci with case.c and case.res beside it. The result is compared with case.res in the tokens
of C: comments and white space do not count. A result that is not written is the source as it was. Exit code 1
when fewer than FLOOR are right, or any crashed or took too long. --list names each case with what became of it.
"""

import collections
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

from c_tokens import tokens

SECONDS = 10


def read(path):
    return path.read_text(encoding="latin-1")


def judge(program, cocci):
    """What becomes of one case, and what the program said."""
    source, expected = cocci.with_suffix(".c"), cocci.with_suffix(".res")
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "out.c"
        command = [*program, "--very-quiet", "--sp-file", cocci.name, source.name, "-o", output]
        try:
            run = subprocess.run(command, cwd=cocci.parent, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return "took too long", ""
        said = run.stderr.decode("latin-1").strip()
        if run.returncode < 0:
            return "crashed", said
        unsupported = "not supported" in said
        if run.returncode != 0 and not output.exists():
            return ("not supported" if unsupported else "other"), said
        result = read(output if output.exists() else source)
    if tokens(result) == tokens(read(expected)):
        return "right", said
    return ("not supported" if unsupported else "different"), said


def main():
    program, checkout, floor = sys.argv[1].split(), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    tests = checkout / "tests" if (checkout / "tests").is_dir() else checkout
    cases = [c for c in sorted(tests.glob("*.cocci")) if c.with_suffix(".c").exists() and c.with_suffix(".res").exists()]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda case: judge(program, case), cases))
    if "--list" in sys.argv:
        for case, (verdict, said) in zip(cases, verdicts):
            print(f"{verdict}\t{case.stem}\t{said.splitlines()[0] if said else ''}")
    counts = collections.Counter(verdict for verdict, _ in verdicts)
    print(f"{len(cases)} cases: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    if not cases:
        sys.exit(f"no cases in {tests}")
    if counts["right"] < floor:
        sys.exit(f"fewer right than the {floor} that were")
    if counts["crashed"] or counts["took too long"]:
        sys.exit("some crashed or took too long")


main()
