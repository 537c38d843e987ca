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


def changed_by_spatch_alone(pair):
    """The runs of tokens that only spatch changes, each with some tokens around; none where ours changes others."""
    def changes(after):
        matcher = difflib.SequenceMatcher(None, pair.before, after, autojunk=False)
        return {(i, j, tuple(after[k:l])) for op, i, j, k, l in matcher.get_opcodes() if op != "equal"}
    ours, theirs = changes(pair.ours), changes(pair.theirs)
    return [pair.before[max(i - 8, 0):j + 2] for i, j, _ in theirs - ours] if ours <= theirs else []


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
        return re.sub(r"; ; }", "; }", re.sub(r" : ; }", " : }", " ".join(tokens)))
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
    return (pair.function is None and re.search(r"^-\(T\d?\)E\d?$", pair.rule, re.M)
            and all("MAX_LEN" in around for around in changed_by_spatch_alone(pair)))


def needs_the_call(pair):
    """spatch takes `likely(...)` and `likely(<+... E ...+>)` for code without the call, too."""
    alone = changed_by_spatch_alone(pair)
    return (re.search(r"\b(un)?likely\((\.\.\.\)|<\+\.\.\.)", pair.rule) and alone
            and not any("likely" in around or "unlikely" in around for around in alone))


def takes_a_cast_name_for_a_name(pair):
    """spatch takes a name behind a cast for an idexpression."""
    cast = r"\( (?:int|long|u32|unsigned int|(?:char|void|struct \w+) \*) \) [a-z]\w*"
    alone = changed_by_spatch_alone(pair)
    return "idexpression" in pair.rule and any(re.search(cast, " ".join(around)) for around in alone)


def adds_twice_behind_a_list(pair):
    """spatch adds what comes behind an initializer list twice."""
    return ("initializer list" in pair.rule
            and " ".join(pair.theirs).replace(", 99 , 99", ", 99") == " ".join(pair.ours))


def passes_blocks_in_a_case(pair):
    """The dots of spatch do not pass a block in a case."""
    def has_block(s):
        return s[0] in ("block", "switch") or any(has_block(inner) for inner in c_terms.bodies(s))
    switches = [s for top in pair.function.statements for s in c_terms.statements(top)
                if s[0] == "switch"] if pair.function else []
    return (re.search(r"^[ -]switch .*\n(.*\n)* case ", pair.rule, re.M) and pair.theirs == pair.before
            and any(has_block(inner) for s in switches for inner in c_terms.bodies(s)))


def is_of_the_old_style(pair):
    """spatch takes the names of K&R parameters for types."""
    return pair.function and pair.function.style == "old" and pair.theirs == pair.before


def has_a_macro_parameter(pair):
    """spatch takes a macro's parameter for no local variable."""
    return pair.function is None and "local idexpression" in pair.rule and pair.theirs == pair.before


def inherits_a_variable(pair):
    """spatch takes no macro's parameter for the variable of its name that a rule inherits."""
    return pair.function is None and "expression one." in pair.rule and pair.theirs == pair.before


REASONS = (has_a_macro_parameter, inherits_a_variable, keeps_the_meaning, jumps_out_of_an_iterator,
           labels_a_statement, branches_match_within_one_another,
           casts_a_macro, needs_the_call, takes_a_cast_name_for_a_name, adds_twice_behind_a_list,
           passes_blocks_in_a_case, is_of_the_old_style)


def reason(pair):
    """What explains the difference, if anything does."""
    if pair.ours is None or pair.theirs is None:
        return None
    return next((known.__doc__ for known in REASONS if known(pair)), None)
