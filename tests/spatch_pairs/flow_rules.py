# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches about how control flows: jumps, loops, choices and nests along paths, and matches that a script
drops."""

import c_code
from c_code import expression
from c_patterns import Header, NothingLikeIt, PatternMaker
from c_terms import expressions, statements


class FlowRules(PatternMaker):
    def values_in(self, s):
        return [e for e in expressions(s) if e[0] not in ("name", "constant", "paren")]

    def all_of(self, function, kind):
        return [s for top in function.statements for s in statements(top) if s[0] == kind]

    def switch_rule(self):
        header, s = self.picked(lambda f: self.all_of(f, "switch"))
        value = expression(self.abstract(header, s[1], 60, False))
        label, run = self.one_of(s[2])
        plain = [inner for inner in run if self.is_plain(inner)]
        lines = [["-switch (" + value + ")", "+switch (new_value)", " {"], [f" switch ({value}) " + "{"]][self.below(2)]
        changed = len(lines) > 1
        for other, _ in s[2]:
            lines.append(f" {other}:")
            if other == label and not changed:
                lines.append("+entered();")
            lines.append(" ...")
            if other == label and plain and self.chance(50):
                lines += [*self.marked("-", self.pattern_of(header, self.one_of(plain), 50)), " ..."]
        return self.rule(header, [*lines, " }"])

    def loop_rule(self):
        def wanted(function):
            return [s for kind in ("loop", "do") for s in self.all_of(function, kind) if s[0] == "do"
                    or s[1].startswith("while")]
        header, s = self.picked(wanted)
        body = header.new("statement", "S")
        if s[0] == "do":
            test = expression(self.abstract(header, s[2], 50, False))
            return self.rule(header, [" do {", " ...", " } while (", f"-{test}", "+new_test", " );"])
        if self.chance(50):
            return self.rule(header, ["-" + s[1], "+while (new_test)", f" {body}"])
        return self.rule(header, [f" {s[1]} " + "{", "+entered();", " ...", " }"])

    def jump_rule(self):
        function = self.one_of(self.functions)
        header = Header(self, function)
        label = header.new("identifier", "l") if self.chance(30) else "out"
        pick = self.below(3)
        if pick == 0:
            return self.rule(header, [f"-goto {label};", "+return 7;"])
        if pick == 1:
            return self.rule(header, ["-" + self.one_of(("break", "continue")) + ";", "+left();"])
        value = header.new("expression", "E")
        return self.rule(header, [f" {label}:", f"-return {value};", f"+return new_call({value});"])

    def plain_of(self, function):
        found = [s for top in function.statements for s in statements(top) if self.is_plain(s)]
        if len(found) < 3:
            raise NothingLikeIt
        return found

    def ways_rule(self):
        """A choice of statements behind dots."""
        function = self.one_of(self.functions)
        header = Header(self, function)
        found = self.plain_of(function)
        lines = self.marked(" ", self.pattern_of(header, found[0], 60)) + self.dots([])
        lines.append("(")
        for i in range(2 + self.below(2)):
            if i:
                lines.append("|")
            s = self.one_of(found[1:])
            if self.chance(70):
                lines += self.marked("-", self.pattern_of(header, s, 50))
                lines.append(f"+return {i};" if s[0] == "return" else f"+way{i}();")
            else:
                lines += self.marked(" ", self.pattern_of(header, s, 50))
        return self.rule(header, lines + [")"], self.one_of(("r", "r exists", "r forall")))

    def nests_rule(self):
        """A nest with a choice or with conditions."""
        function = self.one_of(self.functions)
        header = Header(self, function)
        found = self.plain_of(function)
        call = self.one_of(c_code.FUNCTIONS)
        opened, closed = self.one_of((("<...", "...>"), ("<+...", "...+>")))
        lines = [f" {header.new('identifier', 'fn')}(...) " + "{", " " + opened]
        if self.chance(40):
            lines[-1] += f" when != {call}(...)"
        one, other = self.one_of(found), self.one_of(found)
        if self.chance(50):
            lines += ["(", *self.marked("-", self.pattern_of(header, one)), "|",
                      *self.marked("-", self.pattern_of(header, other)), ")"]
        else:
            e = self.one_of([e for s in found for e in self.values_in(s)] or [("name", "x")])
            lines += [*self.marked("-", [expression(self.abstract(header, e, 40))]), "+new_value"]
        return self.rule(header, [*lines, " " + closed, " }"], self.one_of(("r", "r exists", "r forall")))

    def when_rule(self):
        """Dots with several conditions, true and false among them."""
        function = self.one_of(self.functions)
        header = Header(self, function)
        found = self.plain_of(function)
        at = self.below(len(found) - 1)
        lines = self.marked(" ", self.pattern_of(header, found[at], 60))
        tests = [s[1] for s in self.all_of(function, "if")] or [("name", "x")]
        test = expression(self.abstract(header, self.one_of(tests), 30, False))
        pointer = self.one_of([name for type_, name in function.parameters if "*" in type_])
        whens = [f"when != true {test}", f"when != false {test}", f"when != {pointer} = ...", "when any", "when strict",
                 f"when != {self.one_of(c_code.FUNCTIONS)}(...)", "when != " + expression(self.one_of(tests)),
                 f"when != if ({test}) {{ ... return ...; }}"]
        lines.append(" ... " + self.one_of(whens))
        if self.chance(40):
            lines.append("     " + self.one_of(whens))
        lines += self.marked("-", self.pattern_of(header, found[at + 1], 60))
        return self.rule(header, lines, self.one_of(("r", "r", "r exists", "r forall")))

    def script_rule(self):
        """A script drops some of what a rule has found, and another rule changes what is left."""
        header, e = self.picked(lambda f: [e for s in f.statements for e in self.values_in(s) if e[0] == "call"])
        header.lines.append("position p;")
        first = self.abstract(header, e, 40)
        found = self.rule(header, [" " + expression(first[1]) + "@p(" + ", ".join(expression(a) for a in first[2])
                                   + ")"], "one")
        test = self.one_of(("int(p[0].line) % 2 == 0", "int(p[0].column) > 12", "'fun1' in p[0].current_element",
                            "p[0].current_element == 'fun3'"))
        script = f"@ script:python kept @\np << one.p;\n@@\nif {test}:\n    cocci.include_match(False)\n"
        later = Header(self, header.function)
        later.lines.append("position one.p;")
        name, list_ = later.new("identifier", "fn"), later.new("expression list", "ES")
        last = self.rule(later, [f"-{name}@p({list_})", f"+new_call({list_})"],
                         self.one_of(("", "last depends on kept")))
        return "\n".join((found, script, last))

    def chain_rule(self):
        """Values and positions go through three rules."""
        header, e = self.picked(lambda f: [e for s in f.statements for e in self.values_in(s)
                                           if e[0] == "call" and e[2]])
        header.lines = ["expression E1;", "position p;"]
        one = self.rule(header, [f" {expression(e[1])}@p(E1, ...)"], "one")
        middle = Header(self, header.function)
        middle.lines += ["expression one.E1;", "position q != one.p;", "identifier fn;"]
        two = self.rule(middle, [" fn@q(..., E1, ...)"], "two")
        last = Header(self, header.function)
        last.lines += ["identifier two.fn;", "expression list ES;", "position one.p, two.q;"]
        return "\n".join((one, two, self.rule(last, ["-fn@q(ES)", "+new_call(ES)"])))
