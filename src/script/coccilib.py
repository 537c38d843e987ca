# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scripts of semantic patches may use, and how they are run.

Scripts see `cocci`, `coccilib`, `coccinelle`, `Iteration`, the values of their metavariables and
whatever earlier scripts of the same semantic patch have left.
"""

import io
import sys
import types


class Location:
    """Where a position metavariable is; numbers are strings, lines from 1, columns from 0."""

    def __init__(self, file, current_element, element_range, own_range):
        self.file = file
        self.current_element = current_element
        (
            self.current_element_line,
            self.current_element_column,
            self.current_element_line_end,
            self.current_element_column_end,
        ) = map(str, element_range)
        self.line, self.column, self.line_end, self.column_end = map(str, own_range)

    def __repr__(self):
        return f"{self.file}:{self.line}:{self.column}-{self.column_end}"


class TermList:
    """The value of a list metavariable: its text, and its elements'."""

    def __init__(self, text, elements):
        self.expr = text
        self.elements = elements

    def __str__(self):
        return self.expr

    def __getitem__(self, index):
        return self.elements[index]

    def __iter__(self):
        return iter(self.elements)

    def __len__(self):
        return len(self.elements)


class Made:
    """Code or a place that a script makes for a metavariable."""

    def __init__(self, kind, value):
        self.kind = kind
        self.value = value

    def __str__(self):
        return str(self.value)


class Printing(io.StringIO):
    """Standard output while scripts run: kept, and printed in the order of the files."""

    def taken(self):
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


# What scripts report, for programs: (file, line, column, last line, last column, message).
findings = []


def note(p, msg):
    findings.append((p.file, *map(int, (p.line, p.column, p.line_end, p.column_end)), str(msg)))


def first(positions):
    return positions[0] if isinstance(positions, (tuple, list)) else positions


# Org mode


def org_place(p, color):
    return f"view:{p.file}::face={color}::linb={p.line}::colb={p.column}::cole={p.column_end}"


def org_link(p, msg, color):
    return f"[[{org_place(p, color)}][{msg or f'{p.file}::{p.line}'}]]"


def org_safe(msg):
    """Square brackets would end the link."""
    return msg.replace("[", "@(").replace("]", ")")


def print_todo(p, msg="", color="ovl-face1"):
    note(p, msg)
    print("* TODO " + org_link(p, msg, color))


def print_link(p, msg="", color="ovl-face1"):
    print(org_link(p, msg, color))


def print_safe_todo(p, msg="", color="ovl-face1"):
    print_todo(p, org_safe(msg), color)


def print_safe_link(p, msg="", color="ovl-face1"):
    print_link(p, org_safe(msg), color)


def print_main(msg, ps, color="ovl-face1"):
    p = first(ps)
    note(p, msg)
    print("* TODO " + org_link(p, f"{msg} {p.file}::{p.line}", color))


def print_sec(msg, ps, color="ovl-face2"):
    print_link(first(ps), msg, color)


def print_secs(msg, ps, color="ovl-face2"):
    for p in ps:
        print_link(p, msg, color)


# Reports


def build_report(p, msg):
    return f"{p.file}:{p.line}:{p.column}-{p.column_end}: {msg}"


def print_report(p, msg="ERROR"):
    note(p, msg)
    print(build_report(p, msg))


def xml_escape(text):
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "apos")):
        text = text.replace(sign, f"&{name};")
    return text


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


coccilib = module(
    "coccilib",
    xml_escape=xml_escape,
    elems=module("coccilib.elems", Location=Location, TermList=TermList),
    report=module("coccilib.report", print_report=print_report, build_report=build_report),
    org=module(
        "coccilib.org",
        build_link=org_link,
        print_todo=print_todo,
        print_link=print_link,
        print_safe_todo=print_safe_todo,
        print_safe_link=print_safe_link,
        print_main=print_main,
        print_sec=print_sec,
        print_secs=print_secs,
    ),
)


class Combined:
    """A value and where it was found."""

    def __init__(self, value, location):
        self.value = value
        self.location = location

    def __str__(self):
        return str(self.value)


class Cocci:
    """The engine, as scripts see it. One for each semantic patch."""

    def __init__(self, cocci_file):
        self.cocci_file = cocci_file
        self.begin([], {})

    def begin(self, files, bound):
        self._files = files
        self._bound = bound
        self._included = True
        self._exited = False

    def files(self):
        return list(self._files)

    def include_match(self, state):
        self._included = bool(state)

    def exit(self):
        self._exited = True

    def has_env_binding(self, rule, name):
        return (rule, name) in self._bound

    def combine(self, value, locations):
        return Combined(value, first(locations))

    def register_match(self, include, messages):
        self.include_match(include)
        for value, message in messages:
            p = getattr(value, "location", None)
            print(f"{build_report(p, message)}: {value}" if p else f"{message}: {value}")

    print_main = staticmethod(print_main)
    print_sec = staticmethod(print_sec)
    print_secs = staticmethod(print_secs)

    def make_ident(self, name):
        return Made("token", str(name))

    def make_expr(self, code):
        return Made("expression", str(code))

    def make_stmt(self, code):
        return Made("statement", str(code))

    def make_stmt_with_env(self, _declarations, code):
        return Made("statement", str(code))

    def make_type(self, code):
        return Made("type", str(code))

    def make_pragmainfo(self, text):
        return Made("pragma", str(text))

    def make_listlen(self, length):
        return Made("token", str(int(length)))

    def make_position(self, file, element, line, column, line_end, column_end):
        zeros = (0, 0, 0, 0)
        own = (int(line), int(column), int(line_end), int(column_end))
        return Made("position", Location(file, element, zeros, own))


class Space:
    """What the scripts of one semantic patch share."""

    def __init__(self, cocci_file, names, iterations):
        self.cocci = Cocci(cocci_file)
        self.coccinelle = types.ModuleType("coccinelle")
        space = self

        class Iteration:
            """A further run of the semantic patch."""

            def __init__(self):
                self._files = []
                self._definitions = []
                self._extends = False

            def set_files(self, files):
                self._files = [str(file) for file in files]

            def add_virtual_rule(self, rule):
                self._definitions.append((str(rule), ""))

            def add_virtual_identifier(self, name, value):
                self._definitions.append((str(name), str(value)))

            def set_extend_virtual_ids(self, extends):
                self._extends = bool(extends)

            def extend_virtual_identifiers(self):
                self._extends = True

            def register(self):
                iterations.append((space.cocci.cocci_file, self._files, self._definitions, self._extends))

        self.globals = {
            "__name__": "__main__",
            "cocci": self.cocci,
            "coccilib": coccilib,
            "coccinelle": self.coccinelle,
            "Iteration": Iteration,
        }
        for name in names:
            self.globals.setdefault(name, name)
        self.compiled = {}

    def code(self, source, line, mode):
        """Compiled once; lines are counted as in the semantic patch."""
        key = (line, mode, source)
        if key not in self.compiled:
            if mode == "eval":
                source = f"({source}\n)"
            self.compiled[key] = compile("\n" * (line - 1) + source, self.cocci.cocci_file, mode)
        return self.compiled[key]


class Host:
    """Runs scripts for the engine."""

    def __init__(self, names):
        self.names = names
        self.spaces = {}
        self.iterations = []
        self.printing = Printing()

    def space(self, cocci_file):
        if cocci_file not in self.spaces:
            self.spaces[cocci_file] = Space(cocci_file, self.names, self.iterations)
        return self.spaces[cocci_file]

    def run(self, cocci_file, source, line, mode, files, given, made, merged):
        """Returns (error's line, error, printed, value, included, exited, what was made, findings).

        `given` are (name, rule, name there, value); `made` names what the script is to make; `merged`
        are (name, name of what earlier scripts have set).
        """
        space = self.space(cocci_file)
        bound = {(rule, there) for _, rule, there, _ in given}
        space.cocci.begin(files, bound)
        sys.modules["coccinelle"] = space.coccinelle
        values = vars(space.coccinelle)
        for name in made:
            values.pop(name, None)
        for name, _, _, value in given:
            value = self.value(value)
            values[name] = value
            space.globals[name] = value
        for name, origin in merged:
            space.globals[name] = [values[origin]] if origin in values else []
        outer, sys.stdout = sys.stdout, self.printing
        failed_line, error, result = 0, None, None
        try:
            code = space.code(source, line, mode)
            result = eval(code, space.globals)  # pylint: disable=eval-used
            if mode == "eval" and not isinstance(result, bool):
                result = str(result)
        except BaseException as exception:  # pylint: disable=broad-except
            failed_line = self.line_of(exception, cocci_file)
            error = f"{type(exception).__name__}: {exception}"
        finally:
            sys.stdout = outer
        makes = [self.made(values[name]) if name in values else None for name in made]
        cocci = space.cocci
        found, findings[:] = list(findings), []
        printed = self.printing.taken()
        return failed_line, error, printed, result, cocci._included, cocci._exited, makes, found

    @staticmethod
    def line_of(exception, cocci_file):
        """The innermost line of the semantic patch that is to blame."""
        if isinstance(exception, SyntaxError) and exception.filename == cocci_file:
            return exception.lineno or 0
        line, frame = 0, exception.__traceback__
        while frame:
            if frame.tb_frame.f_code.co_filename == cocci_file:
                line = frame.tb_lineno
            frame = frame.tb_next
        return line

    @staticmethod
    def value(given):
        """A string; for a place (file, element, its range, own range); for a list (text, elements)."""
        if isinstance(given, str):
            return given
        if not given:
            return []
        if len(given) == 2:
            return TermList(*given)
        return (Location(*given),)

    @staticmethod
    def made(value):
        """(kind, code) or ("position", file, element, line, column, last line, last column)."""
        if isinstance(value, Made) and value.kind != "position":
            return value.kind, value.value
        place = value.value if isinstance(value, Made) else first(value) if value else value
        if isinstance(place, Location):
            own = (place.line, place.column, place.line_end, place.column_end)
            return "position", place.file, place.current_element, *map(int, own)
        return "token", str(value)

    def take_iterations(self):
        taken, self.iterations[:] = list(self.iterations), []
        return taken
