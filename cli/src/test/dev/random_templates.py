#!/usr/bin/env python3
"""Prints random templates over the fields of `docker ps`, as command lines for record_session.py.

    random_templates.py SEED COUNT
"""
import random
import shlex
import sys

FIELDS = [".ID", ".Names", ".Image", ".State", ".Status", ".Command", ".Ports", ".Labels", ".Mounts", ".Networks"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.variables = []

    def one(self, *options):
        return self.random.choice(options)

    def text(self, depth):
        """An operand that is a text."""
        r = self.random.random()
        if depth <= 0 or r < 0.4:
            return self.one(*FIELDS, '"a b"', '"ab,cd,ef"', '""', "`x\\y`", '"ä<&>"', *self.variables)
        return self.one(
            lambda: f"(upper {self.text(depth - 1)})",
            lambda: f"(lower {self.text(depth - 1)})",
            lambda: f"(title {self.text(depth - 1)})",
            lambda: f"(join (split {self.text(depth - 1)} {self.text(0)}) {self.text(0)})",
            lambda: f"(truncate {self.text(depth - 1)} {self.random.randint(0, 6)})",
            lambda: f"(pad {self.text(depth - 1)} {self.random.randint(0, 3)} {self.random.randint(0, 3)})",
            lambda: f"(printf {self.format()} {self.text(depth - 1)} {self.number(depth - 1)})",
            lambda: f"(print {self.text(depth - 1)} {self.number(0)} {self.number(0)})",
            lambda: f"(slice {self.text(depth - 1)} {self.random.randint(0, 2)})",
            lambda: f"(html {self.text(depth - 1)})",
            lambda: f"(urlquery {self.text(depth - 1)})",
            lambda: f"(js {self.text(depth - 1)})",
            lambda: f"(json {self.text(depth - 1)})",
            lambda: f"(or {self.text(0)} {self.text(0)})",
            lambda: f"(and {self.text(0)} {self.text(0)})",
        )()

    def format(self):
        first = self.one("%s", "%q", "%v", "%10s", "%-8s|", "%.2s", "%x", "%d", "%5.1s", "%T", "%08s")
        second = self.one("%d", "%v", "%5d", "%-4d|", "%03d", "%x", "%+d", "%s", "%q", "%c", "%b", "%o", "%X", "% d", "%t", "%f")
        return '"' + self.one(first + " " + second, first, first + second + "%d", "%[2]v" + first) + '"'

    def number(self, depth):
        if depth <= 0 or self.random.random() < 0.6:
            return self.one("0", "1", "2", "7", "-3", "0x1f", "42")
        return f"(len {self.text(depth - 1)})"

    def condition(self, depth):
        r = self.random.random()
        if r < 0.2:
            return self.text(0)
        if r < 0.5:
            return f"{self.one('eq', 'ne', 'lt', 'le', 'gt', 'ge')} {self.text(depth - 1)} {self.text(depth - 1)}"
        if r < 0.7:
            return f"{self.one('eq', 'ne', 'lt', 'gt')} {self.number(depth - 1)} {self.number(depth - 1)}"
        if r < 0.8:
            return f"not ({self.condition(depth - 1)})"
        return f"{self.one('and', 'or')} ({self.condition(depth - 1)}) ({self.condition(depth - 1)})"

    def node(self, depth):
        r = self.random.random()
        dash, end = self.one("", "", "", "- "), self.one("", "", "", " -")
        if r < 0.2:
            return self.one("x", " ", "|", " y ", "ü")
        if r < 0.6 or depth <= 0:
            pipe = self.one("", "", " | upper", " | printf \"%5s\"", " | len", " | json", " | truncate \"abc\"", " | print 1")
            return f"{{{{{dash}{self.text(2)}{pipe}{end}}}}}"
        if r < 0.8:
            other = self.one("", "{{else}}" + self.node(depth - 1), f"{{{{else if {self.condition(1)}}}}}" + self.node(depth - 1))
            return f"{{{{{dash}if {self.condition(2)}{end}}}}}{self.nodes(depth - 1)}{other}{{{{end}}}}"
        if r < 0.88:
            return f"{{{{range $i, $p := split {self.text(1)} \",\"}}}}{{{{$i}}}}={{{{$p}}}};{{{{else}}}}none{{{{end}}}}"
        if r < 0.94:
            return f"{{{{with {self.text(1)}}}}}[{{{{.}}}}]{{{{else}}}}empty{{{{end}}}}"
        return f"{{{{$v := {self.text(1)}}}}}{{{{$v}}}}"

    def nodes(self, depth):
        return "".join(self.node(depth) for _ in range(self.random.randint(1, 3)))


def main():
    for i in range(int(sys.argv[2])):
        generator = Generator(f"{sys.argv[1]}-{i}")
        print("ps -a --format " + shlex.quote("_" + generator.nodes(2)))


main()
