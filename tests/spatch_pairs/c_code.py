# SPDX-License-Identifier: GPL-2.0-or-later
"""Trees of C code, how they are written, and functions made at random.

Expressions and statements are tuples, their kind first; what the kinds hold is told where they are written, in
`expression` and `statement`.
"""

RANKS = {op: rank for rank, ops in enumerate(("*/%", "+-", ("<<", ">>"), ("<", ">", "<=", ">="), ("==", "!="), "&",
                                              "^", "|", ("&&",), ("||",))) for op in ops}
UNARY, POSTFIX, CONDITIONAL, ASSIGNMENT = -1, -2, 20, 21

TYPES = ("int", "unsigned int", "long", "char *", "struct node *", "struct dev *", "u32", "void *")
STRUCTS = {
    "node": (("int", "key"), ("unsigned int", "flags"), ("struct node *", "next"), ("struct dev *", "dev"),
             ("char *", "name"), ("long", "stamp")),
    "dev": (("int", "irq"), ("long", "state"), ("struct node *", "list"), ("void *", "priv"), ("u32", "mask")),
}
FUNCTIONS = ("alloc", "lookup", "get_dev", "put_dev", "lock", "unlock", "init", "log_msg", "update", "check")
CONSTANTS = ("0", "1", "2", "3", "0x10", "NULL", "GFP_KERNEL", "-EINVAL", '"text"', '"a b"', "'c'", "MAX_LEN")


def rank(e):
    kind = e[0]
    if kind == "binary":
        return RANKS[e[1]]
    if kind in ("prefix", "cast", "sizeof"):
        return UNARY
    return {"conditional": CONDITIONAL, "assign": ASSIGNMENT}.get(kind, POSTFIX)


def within(e, most):
    text = expression(e)
    return f"({text})" if rank(e) > most else text


def expression(e):
    kind = e[0]
    if kind in ("name", "constant", "code"):  # text
        return e[1]
    if kind == "call":  # function, arguments
        return within(e[1], POSTFIX) + "(" + ", ".join(expression(a) for a in e[2]) + ")"
    if kind == "binary":  # operator, left, right
        own = RANKS[e[1]]
        return f"{within(e[2], own)} {e[1]} {within(e[3], own - 1)}"
    if kind == "prefix":  # operator, operand
        text = within(e[2], UNARY)
        return e[1] + (" " if text[0] in "+-&" and text[0] == e[1][0] else "") + text
    if kind == "postfix":  # operator, operand
        return within(e[2], POSTFIX) + e[1]
    if kind == "cast":  # type, operand
        return f"({e[1].strip()}){within(e[2], UNARY)}"
    if kind == "sizeof":  # operand or type's text
        return f"sizeof({e[1] if isinstance(e[1], str) else expression(e[1])})"
    if kind == "member":  # whole, operator, name
        return within(e[1], POSTFIX) + e[2] + e[3]
    if kind == "index":  # array, index
        return f"{within(e[1], POSTFIX)}[{expression(e[2])}]"
    if kind == "conditional":  # test, two values
        return f"{within(e[1], CONDITIONAL - 1)} ? {expression(e[2])} : {within(e[3], CONDITIONAL)}"
    if kind == "assign":  # operator, place, value
        return f"{within(e[2], UNARY)} {e[1]} {expression(e[3])}"
    assert kind == "paren", e  # operand
    return f"({expression(e[1])})"


def declared(type_, name):
    return type_ + name if type_.endswith("*") else f"{type_} {name}"


def body(s, depth):
    """The body of a branch or loop."""
    if s[0] == "block":
        return [*statement(s, depth)]
    return [*statement(s, depth + 1)]


def statement(s, depth):
    """Lines without indentation, each with its depth."""
    kind = s[0]
    if kind == "expression":  # expression
        yield depth, expression(s[1]) + ";"
    elif kind == "line":  # text
        yield depth, s[1]
    elif kind == "declaration":  # type, name, initializer or None
        yield depth, declared(s[1], s[2]) + (f" = {expression(s[3])}" if s[3] else "") + ";"
    elif kind == "declarators":  # type, (name, initializer or None)*
        names = [("*" if s[1].endswith("*") and i else "") + name + (f" = {expression(value)}" if value else "")
                 for i, (name, value) in enumerate(s[2])]
        yield depth, declared(s[1], ", ".join(names)) + ";"
    elif kind == "table":  # structure, name, (field, value)*
        yield depth, f"struct {s[1]} {s[2]} = {{ " + ", ".join(f".{field} = {value}" for field, value in s[3]) + " };"
    elif kind == "return":  # expression or None
        yield depth, f"return {expression(s[1])};" if s[1] else "return;"
    elif kind == "jump":  # text
        yield depth, s[1] + ";"
    elif kind == "block":  # statements
        yield depth, "{"
        for inner in s[1]:
            yield from statement(inner, depth + 1)
        yield depth, "}"
    elif kind == "if":  # test, branch, other branch or None
        yield depth, f"if ({expression(s[1])})"
        yield from body(s[2], depth)
        if s[3]:
            yield depth, "else"
            yield from body(s[3], depth)
    elif kind == "loop":  # head, statement
        yield depth, s[1]
        yield from body(s[2], depth)
    elif kind == "do":  # statement, test
        yield depth, "do"
        yield from body(s[1], depth)
        yield depth, f"while ({expression(s[2])});"
    elif kind == "switch":  # value, (label, statements)*
        yield depth, f"switch ({expression(s[1])})" + " {"
        for label, statements in s[2]:
            yield depth, label + ":"
            for inner in statements:
                yield from statement(inner, depth + 1)
        yield depth, "}"
    else:
        assert kind == "conditional", s  # macro, statements, other statements
        yield 0, f"#ifdef {s[1]}"
        for inner in s[2]:
            yield from statement(inner, depth)
        if s[3]:
            yield 0, "#else"
            for inner in s[3]:
                yield from statement(inner, depth)
        yield 0, "#endif"


def text_of(statements, depth=1):
    return "".join("\t" * d + line + "\n" for s in statements for d, line in statement(s, depth))


class Function:
    def __init__(self, name, result, parameters, statements, style=""):
        self.name, self.result, self.parameters, self.statements = name, result, parameters, statements
        self.style = style  # "old", or an attribute

    def head(self):
        if self.style == "old":
            names = ", ".join(name for _, name in self.parameters)
            return declared(self.result, self.name) + f"({names})" + "".join(
                f"\n\t{declared(*p)};" for p in self.parameters)
        if self.style:
            parameters = ", ".join(declared(*p) for p in self.parameters)
            return f"{self.result} {self.style} {self.name}({parameters})"
        return declared(self.result, self.name) + "(" + ", ".join(declared(*p) for p in self.parameters) + ")"

    def text(self):
        return self.head() + "\n{\n" + text_of(self.statements) + "}\n\n"


class CodeMaker:
    """Functions in which all code can be reached: there spatch and Towpath differ by intent."""

    def __init__(self, random):
        self.random = random
        self.variables = []
        self.written = []  # statements of the functions so far: what is written twice, one rule matches twice
        self.tests = []
        self.budget = 0
        self.jumps_out = False
        self.can_go_back = False

    def one_of(self, choices):
        return choices[self.random.randrange(len(choices))]

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def place(self, type_=None):
        """An lvalue."""
        pick = self.random.randrange(10)
        pointers = [v for t, v in self.variables if t.startswith("struct")]
        if pick < 5 or not pointers:
            return ("name", self.one_of([v for t, v in self.variables if type_ in (None, t)] or ["x"]))
        pointer = self.one_of(pointers)
        struct = next(t for t, v in self.variables if v == pointer).split()[1]
        member = ("member", ("name", pointer), "->", self.one_of([f for _, f in STRUCTS[struct]]))
        if pick == 9:
            return ("index", member, ("name", "x"))
        return member

    def value(self, depth=0):
        pick = self.random.randrange(6 if depth > 2 else 20)
        if pick < 3:
            return self.place()
        if pick < 5:
            return ("constant", self.one_of(CONSTANTS))
        if pick == 5:
            return ("name", "x")
        if pick < 10:
            return self.call(depth + 1)
        if pick < 13:
            operator = self.one_of(("+", "-", "*", "&", "|", "<<"))
            return ("binary", operator, self.value(depth + 1), self.value(depth + 1))
        if pick == 13:
            return ("prefix", self.one_of(("-", "~", "*", "&")), self.place())
        if pick == 14:
            return ("cast", self.one_of(TYPES), self.value(depth + 1))
        if pick == 15:
            return ("sizeof", self.one_of(("struct node", ("prefix", "*", self.place()))))
        if pick == 16:
            return ("conditional", self.test(depth + 1), self.value(depth + 1), self.value(depth + 1))
        if pick == 17:
            return ("paren", self.value(depth + 1))
        return self.test(depth + 1)

    def test(self, depth=0):
        if depth == 0:
            if self.tests and self.chance(40):
                return self.one_of(self.tests)
            self.tests.append(self.test(1))
            return self.tests[-1]
        pick = self.random.randrange(7 if depth > 2 else 11)
        if pick == 0:
            return self.place()
        if pick == 1:
            return ("prefix", "!", self.one_of((self.place(), self.call(depth + 1))))
        if pick == 2:
            return ("binary", self.one_of(("==", "!=")), self.place(), ("constant", self.one_of(("NULL", "0"))))
        if pick == 3:
            return ("binary", self.one_of(("==", "!=")), ("constant", self.one_of(("NULL", "0"))), self.place())
        if pick < 6:
            return ("binary", self.one_of(("==", "!=", "<", ">", "<=", ">=")), self.value(depth + 1),
                    self.value(depth + 1))
        if pick == 6:
            return self.call(depth + 1)
        if pick == 7:
            return ("call", ("name", self.one_of(("likely", "unlikely", "IS_ERR"))), (self.test(depth + 1),))
        return ("binary", self.one_of(("&&", "||")), self.test(depth + 1), self.test(depth + 1))

    def call(self, depth):
        arguments = tuple(self.value(depth + 1) for _ in range(self.random.randrange(4)))
        return ("call", ("name", self.one_of(FUNCTIONS)), arguments)

    def statements(self, depth, in_loop):
        made = []
        for _ in range(1 + self.random.randrange(3 if depth > 1 else 6)):
            s = self.statement(depth, in_loop)
            made.append(s)
            if ends(s):
                break
        return made

    def branch(self, depth, in_loop):
        if self.chance(35):
            s = self.simple(in_loop)
            return s
        return ("block", self.statements(depth + 1, in_loop))

    def jump(self, in_loop):
        pick = self.random.randrange(6 if in_loop else 4)
        if pick < 2:
            return ("return", self.value(1))
        if self.can_go_back and self.chance(30):
            return ("jump", "goto again")
        if pick < 4:
            self.jumps_out = True
            return ("jump", "goto out")
        return ("jump", self.one_of(("break", "continue")))

    def simple(self, in_loop):
        if self.written and self.chance(45):
            return self.altered(self.one_of(self.written))
        s = self.new_simple(in_loop)
        if s[0] == "expression":
            self.written.append(s)
        return s

    def altered(self, s):
        def again(e):
            if e[0] in ("name", "constant") or self.chance(15):
                return self.place() if self.chance(15) else e
            if e[0] == "call":
                return ("call", e[1], tuple(again(a) for a in e[2]))
            return tuple(again(part) if isinstance(part, tuple) else part for part in e)
        return ("expression", again(s[1])) if self.chance(50) else s

    def new_simple(self, in_loop):
        pick = self.random.randrange(12)
        if pick < 5:
            return ("expression", self.call(0))
        if pick < 9:
            return ("expression", ("assign", self.one_of(("=", "=", "=", "+=", "-=")), self.place(), self.value()))
        if pick == 9:
            return ("expression", (self.one_of(("postfix", "prefix")), self.one_of(("++", "--")), self.place()))
        return self.jump(in_loop)

    def statement(self, depth, in_loop):
        self.budget -= 1
        pick = self.random.randrange(50 if depth > 3 or self.budget < 0 else 100)
        if pick < 45:
            s = self.simple(in_loop)
            return s if depth > 1 or not ends(s) else ("if", self.test(), s, None)
        if pick < 47:
            return ("line", self.one_of(("/* what follows */", "// a remark")))
        if pick < 50:
            return ("expression", ("call", ("name", self.one_of(FUNCTIONS)), (self.value(), self.value())))
        if pick < 72:
            other = self.branch(depth, in_loop) if self.chance(40) else None
            branch = self.branch(depth, in_loop)
            return ("if", self.test(), branch, other)
        if pick < 76:
            return ("loop", f"while ({expression(self.test())})", self.branch(depth, True))
        if pick < 81:
            head = f"for (x = 0; x < {expression(self.value(2))}; x++)"
            if self.chance(7):
                head = "for (;;)"
            return ("loop", head, self.branch(depth, True))
        if pick < 84:
            return ("loop", "list_for_each_entry(n, &d->list, next)", self.branch(depth, True))
        if pick < 86:
            body = [("expression", self.call(0))]
            if self.chance(50):
                body.insert(0, ("if", self.test(), self.simple(True), None))
            return ("do", ("block", body), self.test())
        if pick < 91:
            cases = []
            for label in ("case 1", "case MAX_LEN", "default")[self.random.randrange(2):]:
                inner = self.statements(depth + 1, in_loop)
                if not ends(inner[-1]) and self.chance(80):
                    inner.append(("jump", "break"))
                cases.append((label, inner))
            if cases[-1][1][-1][0] == "line":
                cases[-1][1].append(("jump", "break"))
            return ("switch", self.value(), cases)
        if pick < 95:
            return ("conditional", self.one_of(("CONFIG_A", "CONFIG_B")), [self.simple_on()],
                    [self.simple_on()] if self.chance(40) else [])
        return ("block", self.statements(depth + 1, in_loop))

    def simple_on(self):
        """Control goes on behind it."""
        return ("expression", self.call(0))

    def function(self, number):
        parameters = [("struct node *", "n"), ("struct dev *", "d"), ("int", "x")]
        if self.chance(50):
            parameters.append((self.one_of(TYPES), "arg"))
        self.random.shuffle(parameters)
        style = self.one_of(("",) * 8 + ("old", "__cold"))
        if style == "old":  # spatch takes their names for types from there on
            parameters = [(type_, f"{name}_{number}") for type_, name in parameters]
        self.variables = list(parameters)
        made = []
        for local in ("a", "b", "c")[: self.random.randrange(4)]:
            type_ = self.one_of(TYPES)
            made.append(("declaration", type_, local, self.value(1) if self.chance(50) else None))
            self.variables.append((type_, local))
        if self.chance(30):
            type_ = self.one_of(("int", "long", "struct node *"))
            made.append(("declarators", type_, tuple((name, self.value(1) if self.chance(50) else None)
                                                     for name in ("i", "k", "m")[: 2 + self.random.randrange(2)])))
            self.variables += [(type_, name) for name, _ in made[-1][2]]
        if self.chance(15):
            made.append(("table", "dev", "local", (("irq", "1"), ("state", "MAX_LEN"), ("priv", "NULL"))
                         [: 1 + self.random.randrange(3)]))
        if self.chance(15):
            made.append(("line", "again:"))
        self.can_go_back = made and made[-1] == ("line", "again:")
        self.budget = 2 + self.random.randrange(8)
        self.jumps_out = False
        made += self.statements(1, False)
        if not ends(made[-1]) or self.jumps_out:
            made += [("line", "out:")] if self.jumps_out else []
            made.append(("return", self.value(2)))
        result = self.one_of(("int", "int", "static int", "struct node *", "long"))
        return Function(f"fun{number}", result, parameters, made, style)


def ends(s):
    """Whether control does not go on behind the statement. A loop might be left by a condition only."""
    kind = s[0]
    if kind in ("return", "jump"):
        return True
    if kind == "block":
        return bool(s[1]) and ends(s[1][-1])
    if kind == "if":
        return bool(s[3]) and ends(s[2]) and ends(s[3])
    if kind == "loop":
        return s[1] == "for (;;)"
    if kind == "switch":
        return all(ends(inner[-1]) and inner[-1] != ("jump", "break") for _, inner in s[2])
    return False


def preamble():
    text = "#include <linux/kernel.h>\n\n#define MAX_LEN 32\n\ntypedef unsigned int u32;\n\n"
    for name, fields in STRUCTS.items():
        text += f"struct {name} " + "{\n" + "".join(f"\t{declared(t, f)};\n" for t, f in fields) + "};\n\n"
    return text
