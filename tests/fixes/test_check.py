"""What the run-time check of an edit lets through, and what it refuses."""

from __future__ import annotations

import ast

import pytest

from houserules.fixes.check import Site, check_rewrite
from houserules.fixes.merge import Rewrite
from houserules.fixes.safety import Reach
from houserules.syntax.cache import ParseCache
from houserules.syntax.tree import parse_document
from houserules.text.edits import apply_edits
from houserules.text.span import Span, TextEdit

PARSES = "the code parses afterwards"
COMMENTS = "every comment is kept"
STAYS = "every comment stays at its statement"
FIRST = "docstring and __future__ imports stay first"
ELSEWHERE = "nothing else in the module changes"
TWICE = "nothing is imported twice"
MISSING = "every name that is used is imported"
UNUSED = "every new import is used"
SHAPE = "code around the change keeps its meaning"
LAYS_OUT = "line breaks, indentation and the ends of the file stay as they are"

TWO = 'def f():\n    return 1\n\n\ndef g():\n    return "s"\n'
CLASSES = "class A:\n    x = 1\n    y = 2\n\n\nclass B:\n    x = 3\n"
FUTURE = '"""D."""\n\nfrom __future__ import annotations\n\nx = 1\n'
COMMENTED = "def f():\n    a = 1  # one\n    b = 2  # two\n\n\ny = 2  # three\n"


def checked(
    text: str,
    site: str,
    reach: Reach,
    own: dict[str, str],
    imports: dict[str, str] | None = None,
    dropped: tuple[str, ...] = (),
    node: str | None = None,
) -> str | None:
    """The promise broken by a fix of the unit with `site` that replaces `own`, and imports."""
    edits = {place: _edit(text, place, new) for place, new in {**own, **(imports or {})}.items()}
    every = sorted(edits.values())
    tree, parse = parse_document(text), ParseCache().parse
    mine = tuple(sorted(edits[place] for place in own))
    start = text.index(node) if node else 0
    meant = Span(start, start + len(node)) if node else None
    at = Site(tree.index_at(text.index(site)), reach, mine, meant)
    after = parse_document(apply_edits(text, every))
    rewrite = Rewrite(mine, dropped=dropped)
    violation = check_rewrite(tree, after, every, rewrite, [at], parse)
    return violation.promise if violation else None


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _edit(text: str, place: str, new: str) -> TextEdit:
    """Replace a text, or insert before it where it ends with `|`."""
    found = place.removesuffix("|")
    start = text.index(found)
    return TextEdit(Span(start, start if place != found else start + len(found)), new)


REFUSED = {
    "another statement": (TWO, "return 1", Reach.STATEMENT, {"1": "2", '"s"': "0"}, ELSEWHERE),
    "above the class": (CLASSES, "x = 1", Reach.CLASS, {"class A|": "X = 1\n"}, ELSEWHERE),
    "another class": (CLASSES, "x = 1", Reach.CLASS, {"3": "4"}, ELSEWHERE),
    "another member": (CLASSES, "x = 1", Reach.STATEMENT, {"2": "4"}, ELSEWHERE),
    "broken code": (TWO, "return 1", Reach.STATEMENT, {"1": "("}, PARSES),
    "a comment lost": (COMMENTED, "a = 1", Reach.STATEMENT, {"  # one": ""}, COMMENTS),
    "comments exchanged": (
        COMMENTED,
        "a = 1",
        Reach.STATEMENT,
        {"# one": "# two", "# two": "# one"},
        STAYS,
    ),
    "docstring": (FUTURE, "x = 1", Reach.MODULE, {'"""D|': "import os\n"}, FIRST),
    "future": (FUTURE, "x = 1", Reach.MODULE, {"from|": "import os\n"}, FIRST),
    "future shared": (
        '"""D."""\nfrom __future__ import annotations; import time\n',
        "import",
        Reach.MODULE,
        {"from|": "import os\n"},
        FIRST,
    ),
}


@pytest.mark.parametrize(("text", "site", "reach", "own", "promise"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, site: str, reach: Reach, own: dict[str, str], promise: str) -> None:
    assert checked(text, site, reach, own) == promise


KEPT = {
    "the statement": (TWO, "return 1", Reach.STATEMENT, {"1": "2"}),
    "the class": (CLASSES, "x = 1", Reach.CLASS, {"1": "4", "2": "5"}),
    "the module": (CLASSES, "x = 1", Reach.MODULE, {"1": "4", "3": "5"}),
    "beside a comment": (COMMENTED, "a = 1", Reach.STATEMENT, {"a = 1": "a = 5", "b": "c"}),
}


@pytest.mark.parametrize(("text", "site", "reach", "own"), KEPT.values(), ids=KEPT)
def test_kept(text: str, site: str, reach: Reach, own: dict[str, str]) -> None:
    assert checked(text, site, reach, own) is None


def test_only_dropped_comments_go() -> None:
    own = {"  # one": ""}
    assert checked(COMMENTED, "a = 1", Reach.STATEMENT, own, dropped=("# one",)) is None
    assert checked(COMMENTED, "a = 1", Reach.STATEMENT, own, dropped=("# two",)) == COMMENTS


IMPORTS = 'import os\nfrom typing import Any\n\nimportant = "import"\n\n\ndef f():\n    return 1\n'


@pytest.mark.parametrize(
    ("imports", "promise"),
    [
        ({"import os|": "import abc\n"}, None),
        ({"import os\n": ""}, None),
        ({"Any": "Any, Final"}, None),
        ({"\nimportant|": "import re\n"}, None),
        ({"import os|": "import sys\n"}, UNUSED),
        ({"Any": "Any, Never"}, UNUSED),
        ({"import os|": "import os\n"}, TWICE),
        ({"import os|": "from abc import os\n"}, TWICE),
        ({"Any": "Any, Any"}, TWICE),
        ({'"import"': '"export"'}, ELSEWHERE),
        ({'important = "import"\n': ""}, ELSEWHERE),
        ({"import os\n": "os = 1\n"}, ELSEWHERE),
        ({"important|": 'x = "import"\n'}, ELSEWHERE),
    ],
)
def test_imports_come_and_go(imports: dict[str, str], promise: str | None) -> None:
    own = {"return 1": "return abc, re, Final"}
    assert checked(IMPORTS, "return 1", Reach.STATEMENT, own, imports) == promise


LOST = {
    "still used": ("from a import b\n\nx = 1\ny = b\n", MISSING),
    "in a function": ("from a import b\n\nx = 1\n\ndef f():\n    return b.c\n", MISSING),
    "exported": ('from a import b\n\nx = 1\n__all__ = ["b"]\n', MISSING),
    "handed on": ("from a import b as b\n\nx = 1\n", MISSING),
    "an attribute": ("from a import b\n\nx = 1\ny = a.b\n", None),
    "a keyword": ("from a import b\n\nx = 1\ny = f(b=1)\n", None),
    "a parameter": ("from a import b\n\nx = 1\n\ndef f(b):\n    return b\n", None),
    "in a text": ('from a import b\n\nx = 1\ny = "b"  # b\n', None),
    "imported again": ("from a import b\n\nx = 1\n\ndef f():\n    import b\n    b()\n", None),
    "while checking": (
        "from a import b\n\nx = 1\nif TYPE_CHECKING:\n    from a import b\ny = b\n",
        None,
    ),
}


@pytest.mark.parametrize(("text", "promise"), LOST.values(), ids=LOST)
def test_an_import_goes(text: str, promise: str | None) -> None:
    line = text.partition("\n")[0] + "\n"
    assert checked(text, "x = 1", Reach.STATEMENT, {"1": "2"}, {line: ""}) == promise


def test_an_import_for_type_checkers_is_one() -> None:
    text = "if TYPE_CHECKING:\n    from a import b\nx = 1\n"
    own, imports = {"1": "b"}, {"if|": "from a import b\n"}
    assert checked(text, "x = 1", Reach.STATEMENT, own, imports) == TWICE


BINDING = {
    "a power": ("x = Optional[int] ** 2\n", "Optional[int]", "int | None"),
    "an attribute": ("x = Optional[int].real\n", "Optional[int]", "int | None"),
    "a sign": ("x = -a\n", "a", "a + b"),
    "not": ("x = not a\n", "a", "a or b"),
    "a call": ("x = a()\n", "a", "b + a"),
    "an element": ("x = f(a, b)\n", "a", "a for c in d"),
    "two statements": ("x = a + b\n", "a", "a; c"),
    "an open text": ('x = a + "b" + c\n', "a", '"" "'),
    "the rest of a line": ("x = f(a, b)\n", "a", "a, *"),
}


@pytest.mark.parametrize(("text", "old", "new"), BINDING.values(), ids=BINDING)
def test_code_around_is_not_torn(text: str, old: str, new: str) -> None:
    promise = checked(text, text[:3], Reach.STATEMENT, {old: new})
    assert promise in (SHAPE, PARSES, ELSEWHERE)
    assert promise == SHAPE or not parses(text.replace(old, new, 1))


SHAPES_KEPT = {
    "parentheses": ("x = Optional[int] ** 2\n", "Optional[int]", "(int | None)"),
    "a power": ("x = a ** 2\n", "a", "b.c"),
    "an element": ("x = f(Optional[int], b)\n", "Optional[int]", "int | None"),
    "an alternative": ("x = a | Optional[int] | b\n", "Optional[int]", "int | None"),
    "awaited": ("x = f(time.sleep(1) + 1)\n", "time.sleep(1)", "await asyncio.sleep(1)"),
    "a call more": ("x = log.info(1).end\n", "log", "log.bind(a=1)"),
    "a statement less": ("def f():\n    a\n    b\n", "    b\n", ""),
    "a statement more": ("def f():\n    a\n", "    a", "    b\n    a"),
    "a decorator more": ("def f():\n    a\n", "def|", "@b\n"),
    "async": ("def f():\n    a\n", "def|", "async "),
}


@pytest.mark.parametrize(("text", "old", "new"), SHAPES_KEPT.values(), ids=SHAPES_KEPT)
def test_code_around_is_kept(text: str, old: str, new: str) -> None:
    assert checked(text, text[:3], Reach.STATEMENT, {old: new}) is None


LAYOUT = {
    "line feed in CRLF": ("x = 1\r\n", "1", "(\n1)", LAYS_OUT),
    "CRLF": ("x = 1\r\n", "1", "(\r\n1)", None),
    "CRLF in line feeds": ("x = 1\n", "1", "(\r\n1)", LAYS_OUT),
    "both in both": ("x = 1\r\ny = 2\n", "1", "(\n1)", None),
    "carriage return": ("x = 1\ry = 2\r", "1", "(\r1)", None),
    "tabs": ("if x:\n    y = 1\n", "    y = 1", "\ty = 2", LAYS_OUT),
    "spaces": ("if x:\n\ty = 1\n", "\ty = 1", "    y = 2", LAYS_OUT),
    "two spaces": (
        "if x:\n    y = 1\nif z:\n    y = 2\n",
        "    y = 1",
        "  y = 3",
        LAYS_OUT,
    ),
    "the first block": ("x = 1\n", "1", "1\nif x:\n  y", None),
    "last line break": ("x = 1\n", "1\n", "2", LAYS_OUT),
    "one more": ("x = 1", "1", "2\n", LAYS_OUT),
    "mark": ("\ufeffx = 1\n", "\ufeff", "", LAYS_OUT),
    "coding": ("# coding: utf-8\nx = 1\n", "x =|", "# coding: latin-1\n", COMMENTS),
    "shifted coding": ("#!/bin/x\n# coding: utf-8\nx = 1\n", "#!|", "\n", LAYS_OUT),
    "form feed": ("x = 1\n\f\ny = 1\n", "\f\n", "", LAYS_OUT),
}


@pytest.mark.parametrize(("text", "old", "new", "promise"), LAYOUT.values(), ids=LAYOUT)
def test_layout(text: str, old: str, new: str, promise: str | None) -> None:
    site = text[-4:] if "y" in text else "x"
    assert checked(text, site, Reach.MODULE, {old: new}) == promise


def test_a_comment_may_not_move_to_another_statement() -> None:
    text = "x = 1  # type: ignore\ny = 2\n"
    both = {"  # type: ignore": "", "2": "2  # type: ignore"}
    assert checked(text, "x", Reach.STATEMENT, both) == ELSEWHERE
