# SPDX-License-Identifier: GPL-2.0-or-later
"""The tokens of C code: comments and white space left out."""

import re

SKIP = re.compile(r"//(?:\\\n|[^\n])*|/\*.*?\*/|\\\n|\s+", re.S)
TOKEN = re.compile(
    r"""(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"|(?:[uUL])?'(?:\\.|[^'\\\n])*'|[A-Za-z_$][\w$]*|\.?\d(?:[eEpP][+-]|[\w.])*"""
    r"""|\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\#\#|.""",
    re.S,
)


def tokens(code):
    at, found = 0, []
    while at < len(code):
        if skipped := SKIP.match(code, at):
            at = skipped.end()
            continue
        token = TOKEN.match(code, at)
        found.append(token.group())
        at = token.end()
    return found
