# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the kernel's semantic patches with towpath and with spatch and compares what they find.

Usage: kernel_patches.py PROGRAM LINUX [--folders F,…] [--modes M,…] [--only NAME,…] [--oracle DIR] [--seconds N]
                         [--floor N]

PROGRAM is a command, `towpath spatch`. In the modes report and org the printed lines are compared, in the modes
patch and context the changed tokens of each file, whatever their order and layout. --oracle keeps what spatch
said in DIR and does not ask it again. Exit code 1 when fewer than --floor agree. One line for each that differs.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import time

TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\w+|[^\w\s]')
MODES = "report,patch,context,org"


def options_of(cocci):
    return [word for line in re.findall(r"Options:(.*)", cocci.read_text()) for word in line.split()]


def run(command, linux, seconds):
    begin = time.monotonic()
    try:
        done = subprocess.run(command, cwd=linux, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None, "took too long", time.monotonic() - begin
    out, said = done.stdout.decode("latin-1"), done.stderr.decode("latin-1")
    return (out if done.returncode == 0 else None), said, time.monotonic() - begin


def changed_tokens(diff):
    """By file, how often each token is removed and added."""
    found, name = {}, None
    for line in diff.splitlines():
        if line.startswith("+++ "):
            continue
        if line.startswith("--- "):
            name = re.sub(r"^a/", "", line[4:].split("\t")[0])
            counts = found.setdefault(name, collections.Counter())
        elif name and line[:1] in "+-" and not line.startswith(("---", "+++")):
            for token in TOKEN.findall(line[1:]):
                counts[token] += 1 if line[0] == "+" else -1
    return {name: {t: n for t, n in counts.items() if n} for name, counts in found.items() if any(counts.values())}


def findings(out, mode):
    if mode in ("patch", "context"):
        return changed_tokens(out)
    return collections.Counter(line for line in out.splitlines() if line.strip())


def differences(ours, theirs):
    """(what is missing, what is more)"""
    if isinstance(ours, collections.Counter):
        return sorted((theirs - ours).elements()), sorted((ours - theirs).elements())
    missing = [f"{name}: {tokens}" for name, tokens in theirs.items() if ours.get(name) != tokens]
    more = [f"{name}: {tokens}" for name, tokens in ours.items() if theirs.get(name) != tokens]
    return missing, more


def asked_spatch(arguments, command, stem):
    kept = pathlib.Path(arguments.oracle) / stem if arguments.oracle else None
    if kept and kept.with_name(stem + ".rc").exists():
        code = kept.with_name(stem + ".rc").read_text().split()[0]
        out = kept.with_name(stem + ".out").read_text(encoding="latin-1")
        return out if code == "0" else None
    out, said, taken = run(command, arguments.linux, arguments.seconds)
    if kept:
        kept.with_name(stem + ".out").write_text(out or "", encoding="latin-1")
        kept.with_name(stem + ".err").write_text(said, encoding="latin-1")
        kept.with_name(stem + ".rc").write_text(f"{0 if out is not None else 1} {taken:.2f}\n")
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("linux")
    parser.add_argument("--folders", default="fs/ext4,net/core,drivers/i2c,drivers/tty")
    parser.add_argument("--modes", default=MODES)
    parser.add_argument("--only", default="")
    parser.add_argument("--oracle")
    parser.add_argument("--known", action="store_true", help="only what --oracle has already")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--floor", type=int, default=0)
    arguments = parser.parse_args()
    linux = pathlib.Path(arguments.linux)
    patches = sorted((linux / "scripts/coccinelle").glob("*/*.cocci"))
    wanted = arguments.only.split(",") if arguments.only else None
    verdicts = collections.Counter()
    for cocci in patches:
        if wanted and cocci.stem not in wanted:
            continue
        for folder in arguments.folders.split(","):
            for mode in arguments.modes.split(","):
                stem = f"{pathlib.Path(folder).name}.{mode}.{cocci.stem}"
                if arguments.known and not (pathlib.Path(arguments.oracle) / (stem + ".rc")).exists():
                    continue
                quiet = ["--no-show-diff"] if mode in ("report", "org") else []
                name = str(cocci.relative_to(linux))
                tail = ["-D", mode, *quiet, "--very-quiet", "--cocci-file", name, *options_of(cocci), "--dir", folder]
                theirs = asked_spatch(arguments, ["spatch", *tail], stem)
                if theirs is None:
                    verdicts["spatch failed"] += 1
                    continue
                ours, said, _ = run([*arguments.program.split(), *tail], linux, arguments.seconds)
                label = f"{mode:8}{cocci.parent.name}/{cocci.stem} {folder}"
                if ours is None or "not supported" in said:
                    first = (said.splitlines() or [""])[0]
                    verdicts["not supported" if "not supported" in said else "failed"] += 1
                    print(f"{label}: {first}")
                    continue
                missing, more = differences(findings(ours, mode), findings(theirs, mode))
                verdicts["differ" if missing or more else "agree"] += 1
                found = len(theirs.splitlines())
                if not missing and not more and found:
                    verdicts["agree on something"] += 1
                for sign, lines in (("missing", missing), ("more", more)):
                    for line in lines[:5]:
                        print(f"{label}: {sign}: {line[:200]}")
                    if len(lines) > 5:
                        print(f"{label}: {sign}: … {len(lines)} in all")
    print(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    if verdicts["agree"] < arguments.floor:
        sys.exit(f"fewer agree than the {arguments.floor} that did")


main()
