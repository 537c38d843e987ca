# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches made at random from the code that they are to meet."""

import c_code
from c_code import expression
from c_patterns import Header, NothingLikeIt
from c_terms import blocks, expressions, parts, statements
from flow_rules import FlowRules
from item_rules import ItemRules


class RuleMaker(ItemRules, FlowRules):
    def semantic_patch(self):
        makers = ((self.value_rule, 18), (self.statement_rule, 12), (self.mixed_rule, 6), (self.sequence_rule, 8),
                  (self.branch_rule, 10), (self.dots_rule, 14), (self.nest_rule, 5), (self.choice_rule, 8),
                  (self.declaration_rule, 6), (self.function_rule, 6), (self.field_rule, 3), (self.inherited_rule, 9),
                  (self.around_rule, 8), (self.type_rule, 3), (self.value_nest_rule, 3),
                  (self.initializer_rule, 5), (self.list_rule, 4), (self.enum_rule, 3), (self.macro_rule, 4),
                  (self.typedef_rule, 2), (self.declarators_rule, 6), (self.local_table_rule, 2),
                  (self.attribute_rule, 3), (self.switch_rule, 6), (self.loop_rule, 5), (self.jump_rule, 5),
                  (self.ways_rule, 8), (self.nests_rule, 8), (self.when_rule, 10), (self.script_rule, 5),
                  (self.chain_rule, 5))
        names = [make for make, weight in makers for _ in range(weight)]
        while True:
            make = self.one_of(names)
            try:
                rule = make()
            except NothingLikeIt:
                continue
            self.kind = make.__name__.removesuffix("_rule")
            return rule

    def some_value(self, ranks=None):
        def wanted(function):
            return [e for s in function.statements for e in expressions(s)
                    if e[0] not in ("name", "constant", "paren") and (ranks is None or e[0] in ranks)]
        return self.picked(wanted)

    def new_value(self, header, e):
        """New code from the metavariables at hand."""
        written = expression(e)
        metas = [l.rstrip(";").split()[-1].lstrip("*") for l in header.lines
                 if l.rstrip(";").split()[-1] in written
                 and not l.startswith(("type", "identifier fld", "identifier fn", "expression list"))]
        items = [self.one_of(metas) for _ in range(self.random.randrange(3))] if metas else []
        pick = self.random.randrange(6)
        if pick == 0 and items:
            return items[0]
        if pick == 1 and items:
            return f"{items[0]} + 1"
        if pick == 2:
            return "new_call(" + ", ".join(items + ["sizeof(int)"]) + ")"
        if pick == 3 and e[0] == "call" and "..." not in written:
            return "new_call(" + ", ".join(expression(a) for a in e[2]) + ")"
        return "new_call(" + ", ".join(items) + ")"

    def value_rule(self):
        header, e = self.some_value()
        pattern = self.abstract(header, e, 45)
        return self.rule(header, [*self.marked("-", [expression(pattern)]), "+" + self.new_value(header, pattern)])

    def value_nest_rule(self):
        header, e = self.some_value(("call",))
        inner = self.abstract(header, self.one_of(self.some_inner(e)), 40, False)
        whole = f"{expression(e[1])}(<+... {expression(inner)} ...+>)"
        if self.chance(50):
            return self.rule(header, ["-" + whole, "+new_call()"])
        return self.rule(header, [" " + expression(e[1]) + "(<+...", "-" + expression(inner), "+new_value", " ...+>)"])

    def some_inner(self, e):
        found = []
        for part in parts(e):
            found += [part, *self.some_inner(part)]
        return found or [("name", "x")]

    def some_statement(self, header_of=None):
        def wanted(function):
            return [s for top in function.statements for s in statements(top) if self.is_plain(s)]
        return self.picked(wanted)

    def statement_rule(self):
        header, s = self.some_statement()
        lines = self.pattern_of(header, s)
        plus = ["+new_call(" + self.if_used("E1", lines) + ");"] if self.chance(70) else []
        if s[0] == "return":
            plus = ["+return " + self.new_value(header, s[1]) + ";"]
        return self.rule(header, self.marked("-", lines) + plus)

    def mixed_rule(self):
        """Single arguments come and go."""
        header, e = self.some_value(("call",))
        items = [expression(self.abstract(header, a, 70, False)) for a in e[2]]
        name = expression(e[1])
        if self.chance(30):
            lines = ["-" + name, "+new_name", " (" + ", ".join(items) + ")"]
        else:
            lines = [" " + name + "("]
            at = self.random.randrange(len(items) + 1)
            for i, item in enumerate(items):
                last = "" if i == len(items) - 1 else ","
                if i == at:
                    lines += ["-" + item + last, "+new_value" + last]
                else:
                    lines.append(" " + item + last)
            if at == len(items):
                lines.append("+, 1" if items else "+1")
            lines.append(" )")
        return self.rule(header, lines)

    def neighbours(self, least, most=3):
        def wanted(function):
            found = []
            for run in blocks(function):
                for i in range(len(run)):
                    for n in range(least, most + 1):
                        part = run[i:i + n]
                        if len(part) == n and all(s[0] in ("expression", "return", "if", "declaration") for s in part):
                            found.append(part)
            return found
        return self.picked(wanted)

    def sequence_rule(self):
        header, run = self.neighbours(2)
        lines, changed = [], False
        for s in run:
            mark = "-" if self.chance(50) else " "
            changed |= mark == "-"
            lines += self.marked(mark, self.pattern_of(header, s))
            if self.chance(25):
                lines.append("+new_call();")
                changed = True
        if not changed:
            lines.append("+behind();")
        return self.rule(header, lines)

    def branch_rule(self):
        def wanted(function):
            return [s for top in function.statements for s in statements(top) if s[0] == "if"]
        header, s = self.picked(wanted)
        test = self.abstract(header, s[1], 30, False)
        lines = self.pattern_of(header, s)
        pick = self.random.randrange(4)
        if pick == 0:
            lines = self.marked("-", lines) + (["+new_call();"] if self.chance(60) else [])
        elif pick == 1:
            lines = ["-" + lines[0], "+if (new_test(" + self.if_used("E1", lines) + "))"]
            lines += self.marked(" ", self.pattern_tail(header, s))
        elif pick == 2:
            branch = header.new("statement", "B")
            lines = ["-if (" + expression(test) + ")", " " + branch]
            if s[3]:
                lines += ["-else " + header.new("statement", "B")]
        else:
            lines = self.marked(" ", lines)
            lines.insert(self.one_of((0, len(lines))), "+new_call();")
        return self.rule(header, lines)

    def dots_rule(self):
        function = self.one_of(self.functions)
        header = Header(self, function)
        found = [s for top in function.statements for s in statements(top) if self.is_plain(s)]
        if len(found) < 2:
            raise NothingLikeIt
        at = self.random.randrange(len(found) - 1)
        last = at + 1 + self.random.randrange(min(4, len(found) - 1 - at))
        first_mark, last_mark = self.one_of((" -", "- ", "--"))
        lines = self.marked(first_mark, self.pattern_of(header, found[at], 60))
        if first_mark == "-" and self.chance(50):
            lines.append("+first();")
        lines += self.dots(lines)
        lines += self.marked(last_mark, self.pattern_of(header, found[last], 60))
        if last_mark == "-" and self.chance(50):
            lines.append("+last();" if found[last][0] != "return" else "+return 7;")
        return self.rule(header, lines, self.one_of(("r", "r", "r", "r exists", "r forall")))

    def nest_rule(self):
        function = self.one_of(self.functions)
        header = Header(self, function)
        found = [s for top in function.statements for s in statements(top) if self.is_plain(s)]
        if len(found) < 2:
            raise NothingLikeIt
        inner = self.one_of(found)
        opened, closed = self.one_of((("<...", "...>"), ("<...", "...>"), ("<+...", "...+>")))
        lines = []
        ahead = self.chance(60)
        if ahead:
            lines += self.marked(" ", self.pattern_of(header, found[0], 60))
        else:
            lines += [f" {function.name if self.chance(50) else header.new('identifier', 'fn')}(...) " + "{"]
        lines += [" " + opened] + self.marked("-", self.pattern_of(header, inner, 50))
        if inner[0] == "return":
            lines.append("+return 7;")
        elif self.chance(60):
            lines.append("+inner();")
        lines.append(" " + closed)
        if ahead:
            lines += self.marked(" ", self.pattern_of(header, found[-1], 70))
        else:
            lines.append(" }")
        return self.rule(header, lines)

    def choice_rule(self):
        function = self.one_of(self.functions)
        header = Header(self, function)
        if self.chance(50):
            found = [e for s in function.statements for e in expressions(s)
                     if e[0] not in ("name", "constant", "paren")]
            make = lambda e: [expression(self.abstract(header, e, 45))]
            new = lambda i, e: [f"+new_value{i}"]
        else:
            found = [s for top in function.statements for s in statements(top) if self.is_plain(s)]
            make = lambda s: self.pattern_of(header, s)
            new = lambda i, s: [f"+return {i};" if s[0] == "return" else f"+new{i}();"]
        if not found:
            raise NothingLikeIt
        lines = ["("]
        changed = False
        for i in range(2 + self.random.randrange(2)):
            if i:
                lines.append("|")
            item = self.one_of(found)
            if self.chance(70) or not changed:
                lines += self.marked("-", make(item)) + new(i, item)
                changed = True
            else:
                lines += self.marked(" ", make(item))
        return self.rule(header, lines + [")"])

    def declaration_rule(self):
        def wanted(function):
            return [s for s in function.statements if s[0] == "declaration"]
        header, s = self.picked(wanted)
        type_ = header.new("type", "T") if self.chance(50) else s[1]
        name = header.new("identifier", "i") if self.chance(70) else s[2]
        head = c_code.declared(type_, name)
        pick = self.random.randrange(5)
        if pick == 0 or not s[3]:
            end = self.one_of((";", " = " + header.new("expression", "E") + ";")) if pick else ";"
            plus = self.one_of(([], [f"+{type_} *new_{name if name == s[2] else 'one'};"], ["+int new_one;"]))
            return self.rule(header, [f"-{head}{end}"] + plus)
        value = expression(self.abstract(header, s[3], 50, False))
        if pick == 1:
            return self.rule(header, [f"-{head} = {value};", f"+{head};"])
        if pick == 2:
            return self.rule(header, [f" {head} =", f"-{value}", "+new_value", " ;"])
        if pick == 3:
            return self.rule(header, [f" {head} = {value};", "+int new_one;"])
        return self.rule(header, [f"-{head} = {value};", f"+{head} = new_call();"])

    def function_rule(self):
        function = self.one_of(self.functions)
        header = Header(self, function)
        parameters = function.parameters
        type_, name = self.one_of(parameters)
        if self.chance(40):
            name = header.new("identifier", "p")
        if self.chance(30):
            type_ = header.new("type", "T")
        fn = header.new("identifier", "fn") if self.chance(60) else function.name
        item = c_code.declared(type_, name)
        pick = self.random.randrange(5)
        if pick == 0:
            list_ = header.new("parameter list", "PS")
            return self.rule(header, [f" {fn}({list_}", "+, int more", " ) { ... }"])
        if pick == 1:
            return self.rule(header, [f" {fn}(...,", f"-{item}", "+struct fresh *fresh", " ,...) { ... }"])
        if pick == 2:
            return self.rule(header, [f" {fn}(..., {item}, ...) " + "{", "+entered();", " ...", " }"])
        if pick == 3:
            list_ = header.new("parameter list", "PS")
            return self.rule(header, ["+static", f" {function.result.removeprefix('static ')} {fn}({list_}) "
                                      + "{", " ...", " }"])
        uses = [s for top in function.statements for s in statements(top) if self.is_plain(s)]
        inner = self.pattern_of(header, self.one_of(uses), 60) if uses else ["lock(...);"]
        return self.rule(header, [f" {fn}(..., {item}, ...) " + "{", " ... when any"] + self.marked("-", inner)
                         + [" ... when any", " }"])

    def field_rule(self):
        struct = self.one_of(list(c_code.STRUCTS))
        type_, field = self.one_of(c_code.STRUCTS[struct])
        header = Header(self, self.functions[0])
        if self.chance(30):
            field = header.new("identifier", "f")
        if self.chance(30):
            type_ = header.new("type", "T")
        if self.chance(30):
            struct = header.new("identifier", "st")
        new = self.one_of(([], ["+long new_field;"], [f"+{c_code.declared(type_, 'new_field')};"]))
        mark = "-" if self.chance(60) or not new else " "
        return self.rule(header, [f" struct {struct} " + "{", " ...", mark + c_code.declared(type_, field) + ";"] + new
                         + [" ...", " };"])

    def inherited_rule(self):
        header, e = self.some_value(("call",))
        first = self.abstract(header, e, 40)
        values = [l.rstrip(";").split() for l in header.lines]
        kept = [(" ".join(v[:-1]), v[-1]) for v in values if v[0] in ("expression", "identifier") and len(v) == 2]
        if kept and self.chance(60):
            one = self.rule(header, [" " + expression(first)], "one")
            kind, name = self.one_of(kept)
            later = Header(self, header.function)
            later.lines.append(f"{kind} one.{name};")
            other = later.new("expression", "F")
            if name.startswith("fn"):
                body = [f"-{name}(...)", "+new_call()"]
            elif name.startswith("fld"):
                body = [f" {other}->", f"-{name}", "+new_field"]
            else:
                function = self.one_of(c_code.FUNCTIONS)
                body = self.one_of(([f"-{function}({name})", "+new_call()"],
                                    [f"-{name} = {other};", f"+{name} = new_value;"],
                                    [f" {function}(...,", f"-{name}", "+new_value", " ,...)"]))
            return one + "\n" + self.rule(later, body)
        header.lines.append("position p;")
        marked = expression(first[1]) + "@p(" + ", ".join(expression(a) for a in first[2]) + ")"
        one = self.rule(header, [" " + marked], "one")
        later = Header(self, header.function)
        at = "one.p"
        if self.chance(30):
            later.lines.append("position q != one.p;")
            at = "q"
        else:
            later.lines.append("position one.p;")
            at = "p"
        name = expression(e[1]) if self.chance(60) else later.new("identifier", "fn")
        list_ = later.new("expression list", "ES")
        return one + "\n" + self.rule(later, [f"-{name}@{at}({list_})", f"+new_call({list_})"])

    def around_rule(self):
        header, s = self.some_statement()
        lines = self.marked(" ", self.pattern_of(header, s))
        where = self.random.randrange(3)
        if s[0] == "return":
            where = 0
        if where in (0, 2):
            lines.insert(0, self.one_of(("+before();", "+before(1, 2);")))
        if where in (1, 2):
            lines.append(self.one_of(("+behind();", f"+behind({self.if_used('E1', lines)});")))
        return self.rule(header, lines)

    def type_rule(self):
        header = Header(self, self.functions[0])
        pick = self.random.randrange(3)
        if pick == 0:
            old = self.one_of(("struct node", "struct dev", "u32", "long", "unsigned int"))
            return self.rule(header, [f"-{old}", "+struct fresh"])
        if pick == 1:
            type_ = header.new("type", "T")
            value = header.new("expression", "E")
            return self.rule(header, [f"-({type_}){value}", f"+cast({value})"])
        old = self.one_of(("struct node *", "struct dev *"))
        value = header.new(old, "t")
        field = header.new("identifier", "fld")
        return self.rule(header, [f"-{value}->{field}", f"+access({value})"])
