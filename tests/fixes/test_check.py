"""What the run-time check of an edit lets through, and what it refuses."""

from __future__ import annotations

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
) -> str | None:
    """The promise broken by a fix of the unit with `site` that replaces `own`, and imports."""
    edits = {place: _edit(text, place, new) for place, new in {**own, **(imports or {})}.items()}
    every = sorted(edits.values())
    tree, parse = parse_document(text), ParseCache().parse
    mine = tuple(sorted(edits[place] for place in own))
    at = Site(tree.index_at(text.index(site)), reach, mine)
    after = parse_document(apply_edits(text, every))
    rewrite = Rewrite(mine, dropped=dropped)
    violation = check_rewrite(tree, after, every, rewrite, [at], parse)
    return violation.promise if violation else None


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
        ({'"import"': '"export"'}, ELSEWHERE),
        ({'important = "import"\n': ""}, ELSEWHERE),
        ({"import os\n": "os = 1\n"}, ELSEWHERE),
        ({"important|": 'x = "import"\n'}, ELSEWHERE),
    ],
)
def test_imports_come_and_go(imports: dict[str, str], promise: str | None) -> None:
    own = {"return 1": "return 2"}
    assert checked(IMPORTS, "return 1", Reach.STATEMENT, own, imports) == promise


def test_a_comment_may_not_move_to_another_statement() -> None:
    text = "x = 1  # type: ignore\ny = 2\n"
    both = {"  # type: ignore": "", "2": "2  # type: ignore"}
    assert checked(text, "x", Reach.STATEMENT, both) == ELSEWHERE
