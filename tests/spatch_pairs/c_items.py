# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands beside functions: types, enumerations, macros and data, made at random."""

import c_code
from c_code import expression

ENUMERATORS = ("KIND_NONE", "KIND_LIST", "KIND_TREE", "KIND_HASH", "KIND_LAST")
VALUES = {"int": ("1", "MAX_LEN", "0x10", "-1"), "unsigned int": ("0", "7", "MAX_LEN"), "long": ("0", "1 << 3", "42"),
          "char *": ('"text"', "NULL"), "u32": ("0xff", "3"), "void *": ("NULL", "&numbers"),
          "struct node *": ("NULL", "&entry"), "struct dev *": ("NULL", "&table")}


class Items:
    def __init__(self, random):
        self.random = random
        self.enumerators = self.some_of(ENUMERATORS, 2)
        self.values = [str(1 << i) if self.chance(30) else None for i in range(len(self.enumerators))]
        parameter = ("name", "n")
        self.macros = [  # name, parameter, body
            ("NODE_KEY", "n", ("call", ("name", "lookup"), (("member", parameter, "->", "key"), ("constant", "0")))),
            ("NODE_NEXT", "n", ("member", parameter, "->", "next")),
            ("IS_EMPTY", "n", ("binary", "==", ("member", parameter, "->", "next"), ("constant", "NULL")))]
        self.tables = [(struct, name, self.fields(struct), self.chance(70))
                       for struct, name in (("dev", "table"), ("node", "entry"), ("dev", "other_table"))]
        self.numbers = [self.one_of(("1", "2", "3", "MAX_LEN", "KIND_NONE", "0x10")) for _ in range(2 + self.below(4))]

    def below(self, most):
        return self.random.randrange(most)

    def chance(self, percent):
        return self.below(100) < percent

    def one_of(self, choices):
        return choices[self.below(len(choices))]

    def some_of(self, choices, least):
        return list(choices[: least + self.below(len(choices) - least + 1)])

    def fields(self, struct):
        """Fields with their values, in their order."""
        return [(field, self.one_of(VALUES[type_]))
                for type_, field in self.some_of(c_code.STRUCTS[struct], 1)]

    def text(self):
        text = "typedef struct node node_t;\n\n"
        text += "enum kind {\n" + "".join(f"\t{name}{f' = {value}' if value else ''},\n" for name, value
                                           in zip(self.enumerators, self.values)) + "};\n\n"
        text += "".join(f"#define {name}({parameter}) {expression(body)}\n" for name, parameter, body in self.macros)
        text += "\n"
        for struct, name, fields, designated in self.tables:
            items = [f".{field} = {value}" if designated else value for field, value in fields]
            text += f"static struct {struct} {name} = " + "{\n" + "".join(f"\t{i},\n" for i in items) + "};\n\n"
        return text + "static int numbers[] = {\n\t" + ", ".join(self.numbers) + "\n};\n\n"
