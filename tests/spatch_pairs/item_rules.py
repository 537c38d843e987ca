# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches about what stands beside functions, and about declarations in them."""

from c_code import declared, expression
from c_patterns import Header, PatternMaker


class ItemRules(PatternMaker):
    def plain_header(self):
        return Header(self, self.functions[0])

    def initializer_rule(self):
        """Items of an initializer with designators go, come or change."""
        header = self.plain_header()
        struct, name, fields, _ = self.one_of(self.items.tables)
        field, value = self.one_of(fields)
        variable = header.new("identifier", "i") if self.chance(70) else name
        new = header.new("expression", "E") if self.chance(60) else value
        head, end = f" struct {struct} {variable} = " + "{", " };"
        pick = self.below(5)
        if pick == 0:
            lines = [f"-\t.{field} = {new},"]
        elif pick == 1:
            lines = [f"-\t.{field} = {new},", f"+\t.new_field = {new},"]
        elif pick == 2:
            lines = [f" \t.{field} =", f"-{new}", "+new_value", " ,"]
        elif pick == 3:
            lines = [f" \t.{field} = {new},", "+\t.new_field = 1,"]
        else:
            lines = ["-\t." + field, "+\t.new_field", f" = {new},"]
        if self.chance(30):
            lines = [" \t...,", *lines, " \t..."]
        return self.rule(header, [head, *lines, end])

    def list_rule(self):
        """Initializers without designators."""
        header = self.plain_header()
        pick = self.below(4)
        if pick == 0:
            list_ = header.new("initializer list", "IS")
            return self.rule(header, [" int numbers[] = {" + list_, "+, 99", " };"])
        if pick == 1:
            value = self.one_of(self.items.numbers)
            return self.rule(header, [" int numbers[] = {...,", "-" + value, "+new_value", " ,...};"])
        name = header.new("identifier", "i")
        if pick == 2:
            value = header.new("expression", "E")
            return self.rule(header, [f" int {name}[] = " + "{", f"-{value}", f"+new({value})", " , ...};"])
        list_ = header.new("initializer list", "IS")
        return self.rule(header, [f"-int {name}[] = {{ {list_} }};", f"+long {name}[] = {{ {list_} }};"])

    def enum_rule(self):
        header = self.plain_header()
        name = self.one_of(self.items.enumerators)
        if self.chance(25):
            return self.rule(header, ["-" + name, "+NEW_KIND"])
        kind = header.new("identifier", "k") if self.chance(40) else "kind"
        pick = self.below(3)
        lines = [["-" + name + ",", "+NEW_KIND,"], ["-" + name + ","], [" " + name + ",", "+NEW_KIND,"]][pick]
        return self.rule(header, [f" enum {kind} " + "{ ...,", *lines, " ... };"])

    def macro_rule(self):
        header = self.plain_header()
        name, parameter, body = self.one_of(self.items.macros)
        pick = self.below(4)
        if pick == 0:
            return self.rule(header, [f"-#define {name}({parameter}) {expression(body)}",
                                      f"+#define {name}({parameter}) new_call()"])
        if pick == 1:
            value = header.new("expression", "E")
            return self.rule(header, [f"-#define {name}({parameter}) {value}", f"+#define NEW({parameter}) {value}"])
        if pick == 2:
            return self.rule(header, ["-" + expression(self.abstract(header, body, 50)), "+new_call()"])
        value = header.new("expression", "E")
        return self.rule(header, [f"-{name}({value})", f"+new_call({value})"])

    def typedef_rule(self):
        header = self.plain_header()
        header.lines.insert(0, "typedef node_t;")
        return self.rule(header, self.one_of((["-struct node", "+node_t"], ["-node_t", "+struct node"],
                                              ["-node_t *", "+struct node *"])))

    def declarators_rule(self):
        """One among several declarators."""
        header, s = self.picked(lambda f: [s for s in f.statements if s[0] == "declarators"])
        name, value = self.one_of(s[2])
        pattern = header.new("identifier", "i") if self.chance(40) else name
        type_ = header.new("type", "T") if self.chance(30) else s[1]
        pick = self.below(4)
        if pick == 0 or not value:
            return self.rule(header, [f"-{declared(type_, pattern)};"])
        init = expression(self.abstract(header, value, 50, False))
        if pick == 1:
            return self.rule(header, [f"-{declared(type_, pattern)} = {init};"])
        if pick == 2:
            return self.rule(header, [f" {declared(type_, pattern)} =", *self.marked("-", [init]), "+new_value", " ;"])
        return self.rule(header, [f"-{declared(type_, pattern)} = {init};", f"+long {pattern};"])

    def local_table_rule(self):
        """A structure among a function's declarations."""
        header, s = self.picked(lambda f: [s for s in f.statements if s[0] == "table"])
        name = header.new("identifier", "i") if self.chance(60) else s[2]
        field, value = self.one_of(s[3])
        return self.rule(header, [f" struct {s[1]} {name} = " + "{", f"-.{field} = {value},", "+.new_field = 1,",
                                  " };"])

    def attribute_rule(self):
        """A function whose attribute the rule does not speak of."""
        header = self.plain_header()
        fn = self.one_of([f.name for f in self.functions])
        return self.rule(header, [f" {fn}(...) " + "{", "+entered();", " ...", " }"])
