"""Text that LibCST fails on, or would crash on, becomes a problem of one unit."""

from __future__ import annotations

import random
import time

import pytest

from houserules.syntax.guard import is_too_deep
from houserules.syntax.parse import parse_expression, parse_unit
from houserules.syntax.problems import ProblemKind
from houserules.syntax.tokens import logical_lines
from houserules.syntax.tree import parse_document


def kinds(text: str) -> list[str | None]:
    tree = parse_document(text)
    assert tree.text == text
    found: list[str | None] = []
    for unit in tree.units:
        parsed = parse_unit(unit)
        assert (parsed.node is None) == (parsed.problem is not None) or unit.kind.value == "footer"
        assert len(parsed.spans) > 0 or parsed.node is None
        if parsed.problem is not None:
            start, end = parsed.problem.span
            assert 0 <= start <= end <= len(unit.text)
            assert parsed.problem.message
        found.append(parsed.problem.kind.value if parsed.problem else None)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = \ny = 1\n", ["syntax", None]),
        ("x = '\ud800'\ny = 1\n", ["internal", None]),
        ("x = 1\0\ny = 1\n", ["syntax", None]),
        ("\x0cx = 1\ny = 1\n", ["opaque", None]),
        ("x = 1\n\\\ny = 2\nz = 3\n", [None, "opaque", None]),
        ("try:\n    x\nexcept E :\n    y\nz = 1\n", ["opaque", None]),
        ("\ufeffx = 1\ny = 1\n", [None, None]),
        ("x = 'a' b'b'\ny = 1\n", ["syntax", None]),
        ("class A:\n    x = \n    y = 1\n", [None, "syntax", None]),
        ("class A\n    y = 1\n", ["syntax", None]),
        ("x = " + "(" * 250 + ")" * 250 + "\ny = 1\n", ["too_deep", None]),
        ("match x:\n    case " + "[" * 7 + "]" * 7 + ":\n        pass\n", ["too_deep"]),
        ("match x:\n    case " + "[" * 6 + "]" * 6 + ":\n        pass\n", [None]),
        ("# c\n", [None]),
    ],
)
def test_what_is_wrong(text: str, expected: list[str | None]) -> None:
    assert kinds(text) == expected


def test_a_syntax_error_is_placed_in_the_unit() -> None:
    for prefix in ("", "class A:\n    z = 1\n"):
        indent = "    " if prefix else ""
        tree = parse_document(f"{prefix}\n{indent}x = 1 + * 2\n")
        unit = tree.units[-1]
        problem = parse_unit(unit).problem
        assert problem is not None
        assert problem.kind is ProblemKind.SYNTAX
        assert problem.message == "invalid syntax"
        assert unit.text[slice(*problem.span)] == "*"


def test_a_byte_order_mark_shifts_the_spans() -> None:
    parsed = parse_unit(parse_document("\ufeffabc = 1\n").units[0])
    name = parsed.nodes_at(2)[-1]
    assert parsed.unit.text[slice(*parsed.span(name))] == "abc"


@pytest.mark.parametrize("text", ["a[", "", "(" * 5000, "x = 1", "\ud800", "a b"])
def test_no_expression(text: str) -> None:
    assert parse_expression(text) is None


def test_an_expression() -> None:
    assert type(parse_expression("dict[str, A | None]")).__name__ == "Subscript"


NESTS = {
    "parentheses": ("(", "x", ")"),
    "brackets": ("[", "", "]"),
    "braces": ("{1:", "1", "}"),
    "f-strings": ('f"{', "x", '}"'),
    "attributes": ("", "a", ".a"),
    "calls": ("", "f", "()"),
    "subscripts": ("", "a", "[0]"),
    "minus": ("-", "x", ""),
    "not": ("not ", "x", ""),
    "lambdas": ("lambda a, b=1: ", "x", ""),
    "and": ("", "a", " and a"),
    "sums": ("", "1", "+1"),
    "powers": ("", "2", "**2"),
    "conditions": ("", "x", " if x else x"),
    "strings": ("", "''", " ''"),
    "comprehensions": ("", "[x", " for a, b in c"),
    "elif": ("", "if x:\n  y\n", "elif x:\n  y\n"),
    "walruses": ("(a := ", "1", ")"),
}


@pytest.mark.parametrize("shape", NESTS)
@pytest.mark.parametrize("depth", [1_000, 5_000])
def test_deep_nesting_is_refused_before_it_is_parsed(shape: str, depth: int) -> None:
    opening, middle, closing = NESTS[shape]
    text = opening * depth + middle + closing * depth
    assert is_too_deep(text)
    assert kinds(text)[0] in ("too_deep", "syntax")


@pytest.mark.parametrize("shape", NESTS)
def test_modest_nesting_is_parsed(shape: str) -> None:
    opening, middle, closing = NESTS[shape]
    text = opening * 30 + middle + closing * 30
    assert not is_too_deep(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = [" + "a.b, " * 1_000 + "]\n",
        "def f():\n    if x:\n        y = f(" + "a=b.c, " * 95 + ")\n" + "    z = 1 + 2\n" * 200,
        "x = {" + "'k': lambda a, b: a.b, " * 500 + "}\n",
        "x = f'{a.b}" + ".,-+*" * 200 + "'\n",
    ],
)
def test_long_flat_code_is_not_deep(text: str) -> None:
    assert not is_too_deep(text)
    assert kinds(text) == [None]


@pytest.mark.parametrize("shape", NESTS)
def test_the_deepest_that_is_parsed_raises_nothing(shape: str) -> None:
    opening, middle, closing = NESTS[shape]
    depth = 300
    while is_too_deep(text := opening * depth + middle + closing * depth + "\n"):
        depth -= 1
    assert kinds(text)[0] in (None, "syntax", "recursion")


LONG = 10_000
RUNS = [
    *(character * LONG for character in "([{)]}'\"\\#:@!. \t\n\r\f\0x1é"),
    *("(\n" * LONG, "(\nx=1\n" * 5_000, "(\nx=1\n" * 5_000 + "def f(): pass\n", "([{" * LONG),
    *('"""\n' * LONG, 'x = """\nword word\n' * 3_000, "'''\n\"\"\"\n" * LONG, 'f"{' * LONG),
    *("f'{x:{y:" * 5_000, "x = 'a\n" * 5_000, "x = f'a {y\n" * 5_000, "x\n  y\n" * 5_000),
    *("class A:\n" * 5_000, "class A:\n    x\n    y\n  z\n" * 2_000, "\\\n" * LONG, "(#\n" * LONG),
    *("x = (\n\n\n\n" * 5_000, "'\\" * LONG, 'f"\\' * LONG, "{{" * LONG, 'f"{{' * LONG),
    "".join(" " * depth + "class A:\n" for depth in range(1_000)),
]


@pytest.mark.parametrize("text", RUNS, ids=lambda text: repr(text[:12]))
def test_pathological_text_is_cut_in_time(text: str) -> None:
    began = time.process_time()
    tree = parse_document(text)
    assert tree.text == text
    sum(len(line.tokens) for line in logical_lines(text))
    assert time.process_time() - began < 5


@pytest.mark.parametrize("seed", range(60))
def test_noise_is_a_problem_and_never_an_exception(seed: int) -> None:
    print("seed", seed)
    rng = random.Random(seed)
    alphabet = [
        *"()[]{}'\"\\#:@!.,=+-*\n\n\n \t\r\f\0xfbrté\u2028\ud800",
        "def ",
        "class A",
        "    ",
    ]
    for _ in range(10):
        kinds("".join(rng.choice(alphabet) for _ in range(rng.randint(0, 120))))


def test_spans_of_a_deep_tree_do_not_depend_on_the_stack_of_the_caller() -> None:
    parsed = parse_unit(parse_document("x = " + "'a' " * 300 + "\n").units[0])
    assert parsed.problem is None

    def deeper(frames: int) -> int:
        return deeper(frames - 1) if frames else len(parsed.spans)

    assert deeper(400) > 600
