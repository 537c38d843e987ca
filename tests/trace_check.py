# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds what `towpath trace` tells of whole files against the files themselves.

Usage: trace_check.py SOURCE RESULT < JSON

The JSON is that of `towpath trace --json` for all files of the folder RESULT. Every line of every file must
be told of once; a line without a rule must be the source's line to the byte; and a line that is found in both files,
once in each and in the same order (Python's difflib tells, which knows nothing of rules), must be traced to
that very line.
"""

import collections
import difflib
import json
import pathlib
import sys


def lines_of(path):
    return path.read_bytes().splitlines(keepends=True)


def numbers(ranges):
    return [line for first, last in ranges for line in range(first, last + 1)]


def check(source, result, traces):
    """The number of lines, and of those that the second method confirms."""
    told = {}
    for trace in traces:
        target, origin = numbers(trace["target"]["lines"]), numbers(trace["source"]["lines"])
        for line in target:
            assert line not in told, f"line {line} is told of twice"
            told[line] = origin if trace["rules"] or trace["inserted"] else [origin[target.index(line)]]
        if trace["from"] == "source" and not trace["rules"]:
            before = b"".join(source[line - 1] for line in origin)
            after = b"".join(result[line - 1] for line in target)
            assert before == after, f"line {target[0]} is no copy of line {origin[0]}"
        assert trace["rules"] or not trace["inserted"], f"nobody put line {target[0]} there"
    assert sorted(told) == list(range(1, len(result) + 1)), "some lines are not told of"
    if traces[0]["from"] != "source":
        return len(result), 0

    count_before, count_after = collections.Counter(source), collections.Counter(result)

    def found_once(lines):
        return [i for i, line in enumerate(lines) if count_before[line] == count_after[line] == 1]

    before, after = found_once(source), found_once(result)
    matcher = difflib.SequenceMatcher(None, [source[i] for i in before], [result[i] for i in after], autojunk=False)
    confirmed = 0
    for a, b, size in matcher.get_matching_blocks():
        for i, j in zip(before[a:a + size], after[b:b + size]):
            assert i + 1 in told[j + 1], f"line {j + 1} is said to come from {told[j + 1]}, and is line {i + 1}"
        confirmed += size
    return len(result), confirmed


def main():
    source, result = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    by_file = {}
    for trace in json.load(sys.stdin):
        by_file.setdefault(trace["target"]["file"], []).append(trace)
    lines = confirmed = 0
    for file, traces in sorted(by_file.items()):
        origin = source / traces[0]["source"]["file"]
        try:
            told, same = check(lines_of(origin) if traces[0]["from"] == "source" else [],
                               lines_of(result / file), traces)
        except AssertionError as error:
            sys.exit(f"{file}: {error}")
        lines, confirmed = lines + told, confirmed + same
    print(f"{len(by_file)} files, {lines} lines, {confirmed} of them confirmed by difflib")
    if not confirmed:
        sys.exit("nothing was confirmed")


main()
