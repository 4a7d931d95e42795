"""Documents that make a parser crash, hang or grow: small to write, deep to read."""

from __future__ import annotations

from collections.abc import Callable

DEPTHS = (200, 1_000, 10_000, 100_000)
PATTERN_DEPTHS = (5, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 60)

SHAPES: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "parentheses that stay open": lambda n: "x = " + "(" * n,
    "lists": lambda n: "x = " + "[" * n + "]" * n,
    "dictionaries": lambda n: "x = " + "{1:" * n + "1" + "}" * n,
    "mixed brackets": lambda n: "x = " + "([{" * (n // 3) + "1" + "}])" * (n // 3),
    "attributes": lambda n: "x = a" + ".a" * n,
    "calls": lambda n: "x = f" + "()" * n,
    "calls within calls": lambda n: "x = " + "f(" * n + ")" * n,
    "subscripts": lambda n: "x = a" + "[0]" * n,
    "minus signs": lambda n: "x = " + "-" * n + "1",
    "nots": lambda n: "x = " + "not " * n + "y",
    "lambdas": lambda n: "x = " + "lambda: " * n + "1",
    "and": lambda n: "x = a" + " and a" * n,
    "sums": lambda n: "x = 1" + "+1" * n,
    "powers": lambda n: "x = 2" + "**2" * n,
    "comparisons": lambda n: "x = a" + "<a" * n,
    "conditionals": lambda n: "x = " + "y if y else " * n + "y",
    "f-strings": lambda n: "x = " + "f'{" * n + "1" + "}'" * n,
    "awaits": lambda n: "async def f():\n    " + "await " * n + "x",
    "comprehensions": lambda n: "x = " + "[y for y in " * n + "y" + "]" * n,
    "elif": lambda n: "if a:\n    pass\n" + "elif a:\n    pass\n" * n,
    "blocks": lambda n: "".join(" " * depth + "if a:\n" for depth in range(min(n, 3_000))) + " " * min(n, 3_000) + "pass",
    "decorators": lambda n: "@a\n" * n + "def f(): ...",
    "targets": lambda n: "a = " * n + "1",
    "statements in a line": lambda n: "x = 1; " * n,
}  # fmt: skip

PATTERNS: dict[str, Callable[[int], str]] = {
    "sequences": lambda n: "[" * n + "x" + "]" * n,
    "groups": lambda n: "(" * n + "x" + ")" * n,
    "tuples": lambda n: "(" * n + "x" + ",)" * n,
    "mappings": lambda n: "{1: " * n + "x" + "}" * n,
    "classes": lambda n: "A(" * n + "x" + ")" * n,
    "keywords": lambda n: "A(b=" * n + "x" + ")" * n,
}

DOCUMENTS: dict[str, str] = {
    **{f"{name} x {n}": make(n) + "\n" for name, make in SHAPES.items() for n in DEPTHS},
    **{
        f"pattern of {name} x {n}": f"match x:\n    case {make(n)}:\n        pass\n"
        for name, make in PATTERNS.items()
        for n in PATTERN_DEPTHS
    },
}
