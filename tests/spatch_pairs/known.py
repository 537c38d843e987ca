# SPDX-License-Identifier: GPL-2.0-or-later
"""The differences between Towpath and spatch that docs/semantic-patches.md explains, each told by the pair.

Each reason is a function whose first line says what the difference is.
"""

import difflib
import re

import c_terms


def added(rule):
    return [line[1:].strip() for line in rule.splitlines() if line.startswith("+")]


def differing(ours, theirs):
    """The runs of tokens in which the two differ."""
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return [(ours[i:j], theirs[k:l]) for op, i, j, k, l in matcher.get_opcodes() if op != "equal"]


def keeps_the_meaning(pair):
    """New code is put in parentheses where its operands would be others otherwise."""
    def bare(tokens):
        return [t for t in tokens if t not in "()"]
    has_operator = any(re.search(r" [-+*/&|] ", line) for line in added(pair.rule))
    return has_operator and bare(pair.ours) == bare(pair.theirs)


def jumps_out_of_an_iterator(pair):
    """spatch makes nothing of a function with an iterator that has a jump alone for a body."""
    def is_one(s):
        return (s[0] == "loop" and not s[1].startswith(("for ", "while ")) and s[2][0] == "jump"
                or any(is_one(inner) for inner in c_terms.bodies(s)))
    return pair.function and pair.theirs == pair.before and any(is_one(s) for s in pair.function.statements)


def labels_a_statement(pair):
    """A label at the end of a block keeps a `;`."""
    def without(tokens):
        return re.sub(r" : ; }", " : }", " ".join(tokens))
    return without(pair.ours) == " ".join(pair.theirs)


def branches_match_within_one_another(pair):
    """Where branches of a disjunction match one within the other, the one around wins, not the first branch."""
    def numbers(tokens):
        return [int(n) for t in tokens for n in re.findall(r"^new_value(\d)$", t)]
    if "\n(\n" not in pair.rule:
        return False
    for ours, theirs in differing(pair.ours, pair.theirs):
        outer, inner = numbers(ours), numbers(theirs)
        if ours and theirs and not (len(outer) == 1 and (not inner or min(inner) < outer[0])):
            return False
    return max(numbers(pair.ours), default=0) > 0


def casts_a_macro(pair):
    """spatch takes the body of a macro, without a cast, for a whole rule that is a cast."""
    return pair.function is None and re.search(r"^-\(T\d?\)E\d?$", pair.rule, re.M)


def drops_the_call_around_a_nest(pair):
    """spatch takes a nest without the call of likely() around it for a whole rule."""
    return re.search(r"^[ -](un)?likely\(<\+\.\.\.", pair.rule, re.M)


def takes_a_cast_name_for_a_name(pair):
    """spatch takes a name behind a cast for an idexpression."""
    casts = len(re.findall(r"\( (?:int|long|u32|unsigned int|(?:char|void|struct \w+) \*) \) [a-z]\w* [^(\[.-]",
                           " ".join(pair.before)))
    return "idexpression" in pair.rule and casts > 0


REASONS = (keeps_the_meaning, jumps_out_of_an_iterator, labels_a_statement, branches_match_within_one_another,
           casts_a_macro, drops_the_call_around_a_nest, takes_a_cast_name_for_a_name)


def reason(pair):
    """What explains the difference, if anything does."""
    if pair.ours is None or pair.theirs is None:
        return None
    return next((known.__doc__ for known in REASONS if known(pair)), None)
