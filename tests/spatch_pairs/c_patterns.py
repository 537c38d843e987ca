# SPDX-License-Identifier: GPL-2.0-or-later
"""Patterns for expressions and statements: some parts of them abstracted, some written in other ways."""

import c_code
from c_code import expression
from c_terms import PARTS


class NothingLikeIt(Exception):
    """No function has what the rule is to be made of."""


class Header:
    """The metavariables of one rule."""

    def __init__(self, maker, function):
        self.maker, self.function = maker, function
        self.lines, self.names, self.used = [], {}, set()

    def new(self, kind, stem):
        name = stem + str(sum(1 for n in self.used if n.startswith(stem)) + 1)
        self.used.add(name)
        self.lines.append(f"{kind} {name};")
        return name

    def of(self, e, kinds):
        """The metavariable for an expression: mostly the one that it has already."""
        key = repr(e)
        if key not in self.names or not self.maker.chance(80):
            self.names[key] = self.new(*kinds)
        return self.names[key]


class PatternMaker:
    def __init__(self, random, functions, items):
        self.random, self.functions, self.items = random, functions, items
        self.kind = ""  # of the last semantic patch made

    def one_of(self, choices):
        return choices[self.random.randrange(len(choices))]

    def below(self, most):
        return self.random.randrange(most)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def types(self, function):
        found = {name: type_ for type_, name in function.parameters}
        for s in function.statements:
            if s[0] == "declaration":
                found[s[2]] = s[1]
        return found

    def meta(self, header, e):
        """Some metavariable that the expression may be the value of."""
        kind = e[0]
        if kind == "constant" and self.chance(40):
            return ("code", header.of(e, ("constant", "C")))
        if kind == "name":
            type_ = self.types(header.function).get(e[1])
            choices = [("identifier", "i"), ("idexpression", "v"), ("local idexpression", "l"), ("expression", "E")]
            if type_ and type_ != "u32":
                choices += [(type_.strip() if not type_.endswith("*") else type_, "t"),
                            (f"idexpression {type_}".strip(), "t")]
            return ("code", header.of(e, self.one_of(choices)))
        if kind == "member" and self.chance(20):
            type_ = next((t for fields in c_code.STRUCTS.values() for t, f in fields if f == e[3]), None)
            if type_ != "u32":
                return ("code", header.of(e, (type_, "t")))
        return ("code", header.of(e, ("expression", "E")))

    def abstract(self, header, e, percent, top=True):
        kind = e[0]
        if not top and self.chance(percent):
            return self.meta(header, e)
        if kind in ("name", "constant", "code"):
            return e
        below = lambda inner: self.abstract(header, inner, percent, False)
        if kind == "call":
            function = e[1]
            if self.chance(8):
                function = ("code", header.of(e[1], ("identifier", "fn")))
            return ("call", function, self.arguments(header, e[2], percent))
        if kind == "sizeof":
            return e if isinstance(e[1], str) else ("sizeof", below(e[1]))
        if kind == "cast":
            type_ = header.of(("type", e[1]), ("type", "T")) if self.chance(40) else e[1]
            return ("cast", type_, below(e[2]))
        if kind == "member":
            field = header.of(("field", e[3]), ("identifier", "fld")) if self.chance(25) else e[3]
            return ("member", below(e[1]), e[2], field)
        if kind == "binary":
            return self.rewritten(("binary", e[1], below(e[2]), below(e[3])))
        made = list(e)
        for i in PARTS[kind]:
            made[i] = below(e[i])
        return self.rewritten(tuple(made))

    def arguments(self, header, list_, percent):
        pick = self.random.randrange(20)
        items = [self.abstract(header, a, percent, False) for a in list_]
        if pick == 0:
            return (("code", "..."),)
        if pick == 1:
            return (("code", header.of(list_, ("expression list", "ES"))),)
        if items and pick == 2:
            return (("code", "..."), self.one_of(items), ("code", "..."))
        if items and pick == 3:
            return (items[0], ("code", "..."))
        if items and pick == 4:
            return (items[0], ("code", header.of(list_[1:], ("expression list", "ES"))))
        if items and pick == 5:
            return (("code", header.of(list_[:-1], ("expression list", "ES"))), items[-1])
        return tuple(items)

    def rewritten(self, e):
        """Written in another way that an isomorphism allows."""
        if not self.chance(25):
            return e
        if e[0] == "binary" and e[1] in ("==", "!=", "+", "*", "&", "|"):
            return ("binary", e[1], e[3], e[2])
        if e[0] == "binary" and e[1] in "<>":
            return ("binary", ">" if e[1] == "<" else "<", e[3], e[2])
        if e[0] == "prefix" and e[1] == "!":
            return ("binary", "==", e[2], ("constant", "NULL"))
        if e[0] == "paren":
            return e[1]
        return e

    def pattern_of(self, header, s, percent=45):
        """The lines of a pattern for a statement, without marks."""
        kind = s[0]
        if kind == "expression":
            return [expression(self.abstract(header, s[1], percent)) + ";"]
        if kind == "return":
            return [f"return {expression(self.abstract(header, s[1], percent, False))};"] if s[1] else ["return;"]
        if kind == "declaration":
            if s[3]:
                return [f"{c_code.declared(s[1], s[2])} = {expression(self.abstract(header, s[3], percent, False))};"]
            return [c_code.declared(s[1], s[2]) + ";"]
        if kind == "if":
            test = expression(self.abstract(header, s[1], percent, False))
            lines = [f"if ({test})"] + self.branch_pattern(header, s[2])
            if s[3]:
                lines += ["else"] + self.branch_pattern(header, s[3])
            return lines
        if kind == "jump":
            return [s[1] + ";"]
        return [header.of(s, ("statement", "S"))]

    def branch_pattern(self, header, s):
        pick = self.random.randrange(4)
        if s[0] == "block":
            if pick == 0 and all(self.is_plain(inner) for inner in s[1]) and len(s[1]) < 3:
                return ["{"] + [l for inner in s[1] for l in self.pattern_of(header, inner)] + ["}"]
            if pick == 1:
                return ["{", "...", "}"]
            return [header.of(s, ("statement", "S"))]
        if pick < 3 and (self.is_plain(s) or s[0] == "jump"):
            return self.pattern_of(header, s)
        return [header.of(s, ("statement", "S"))]

    def pattern_tail(self, header, s):
        lines = self.branch_pattern(header, s[2])
        if s[3]:
            lines += ["else"] + self.branch_pattern(header, s[3])
        return lines

    def is_plain(self, s):
        return s[0] in ("expression", "return") and s[1]

    def marked(self, mark, lines):
        """Behind the mark, `+`, `-` and `*` would mean something."""
        return [mark + (" " if l[0] in "+-*" else "") + l for l in lines]

    def rule(self, header, lines, name=""):
        """One rule. `typedef` tells that a name, alone, is a type's."""
        types = ["typedef u32;"] if any("u32" in l for l in lines) else []
        return f"@ {name} @\n" + "".join(l + "\n" for l in [*types, *header.lines, "@@", *lines])

    def picked(self, wanted):
        """A function and something in it."""
        for function in self.random.sample(self.functions, len(self.functions)):
            found = wanted(function)
            if found:
                return Header(self, function), self.one_of(found)
        raise NothingLikeIt

    def dots(self, lines):
        pick = self.random.randrange(10)
        call = lambda: self.one_of(c_code.FUNCTIONS) + "(...)"
        if pick == 0:
            return [" ... when any"]
        if pick == 1:
            return [f" ... when != {call()}"]
        if pick == 2:
            return [f" ... when != {call()}", f"     when != {call()}"]
        if pick == 3 and self.if_used("E1", lines):
            return [" ... when != E1"]
        if pick == 4:
            return [" ... when strict"]
        if pick == 5 and self.if_used("E1", lines):
            return [" ... when != E1 = ..."]
        return [" ..."]

    def if_used(self, name, lines):
        return name if any(name in l for l in lines) else ""
