# SPDX-License-Identifier: GPL-2.0-or-later
"""What trees of C code are made of."""

PARTS = {"binary": (2, 3), "prefix": (2,), "postfix": (2,), "cast": (2,), "member": (1,), "index": (1, 2),
         "conditional": (1, 2, 3), "assign": (2, 3), "paren": (1,)}


def parts(e):
    """The expressions directly within one."""
    if e[0] == "call":
        return list(e[2])
    if e[0] == "sizeof":
        return [] if isinstance(e[1], str) else [e[1]]
    return [e[i] for i in PARTS.get(e[0], ())]


def expressions(s):
    """All expressions of a statement, those of the statements in it too."""
    found = []

    def visit(e):
        found.append(e)
        for part in parts(e):
            visit(part)

    def walk(statement):
        kind = statement[0]
        if kind in ("expression", "return") and statement[1]:
            visit(statement[1])
        elif kind == "declaration" and statement[3]:
            visit(statement[3])
        elif kind == "if":
            visit(statement[1])
        elif kind == "switch":
            visit(statement[1])
        for inner in bodies(statement):
            walk(inner)

    walk(s)
    return found


def bodies(s):
    kind = s[0]
    if kind == "block":
        return s[1]
    if kind == "if":
        return [s[2]] + ([s[3]] if s[3] else [])
    if kind == "loop":
        return [s[2]]
    if kind == "do":
        return [s[1]]
    if kind == "switch":
        return [inner for _, statements in s[2] for inner in statements]
    if kind == "conditional":
        return s[2] + s[3]
    return []


def statements(s):
    yield s
    for inner in bodies(s):
        yield from statements(inner)


def blocks(function):
    """All runs of statements side by side."""
    yield function.statements
    for s in function.statements:
        for inner in statements(s):
            if inner[0] == "block":
                yield inner[1]
            elif inner[0] == "switch":
                yield from (run for _, run in inner[2])
