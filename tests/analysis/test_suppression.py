"""Ignore comments: what they silence, and what is said of them."""

from __future__ import annotations

import pytest

from houserules.text.edits import apply_edits
from houserules.text.span import Span, TextEdit
from houserules.workspace.fixing import fix_all
from houserules.workspace.ignoring import ignore_on_line
from tests.analysis.documents import all_rules, new_analysis

RULE = "typing/optional-syntax"
HEAD = "from typing import Optional\n\n\n"


def shown(code: str) -> list[tuple[int, str]]:
    """(line from 1 below the import, rule) of what is shown of some code."""
    analysis = new_analysis(all_rules())
    analysis.open(HEAD + code)
    analysis.run()
    found = []
    for index, state in enumerate(analysis.states):
        for finding, _ in state.reported:
            if finding.rule.startswith(("typing/optional", "suppressions/")):
                offset = analysis.tree.start(index) + finding.span.start
                found.append((analysis.text.count("\n", 0, offset) - 2, finding.rule))
    return found


IGNORE = f"# houserules: ignore[{RULE}]"
UNUSED = "suppressions/unused-ignore"
UNKNOWN = "suppressions/unknown-rule"

CASES = [
    pytest.param(f"x: Optional[int] = 1  {IGNORE}\n", [], id="a simple statement"),
    pytest.param(
        f"x: Optional[  {IGNORE}\n    int\n] = 1\n", [], id="the first line of a logical line"
    ),
    pytest.param(
        f"x: Optional[\n    int\n] = 1  {IGNORE}\n", [], id="the last line of a logical line"
    ),
    pytest.param(f"def f(a: Optional[int]):  {IGNORE}\n    pass\n", [], id="a header"),
    pytest.param(
        f"def f(\n    a: Optional[int],\n):  {IGNORE}\n\n    # why\n    pass\n",
        [],
        id="a header over several lines",
    ),
    pytest.param(
        f"@d({IGNORE}\n)\ndef f(a: Optional[int]):\n    @e\n    def g(): ...\n",
        [],
        id="a decorator is part of the header",
    ),
    pytest.param(
        f"def f(a: Optional[int]):  {IGNORE}\n    x: Optional[int] = 1\n",
        [(2, RULE)],
        id="a header does not speak for its body",
    ),
    pytest.param(
        f"class A:  {IGNORE}\n    x: Optional[int] = 1\n",
        [(1, UNUSED), (2, RULE)],
        id="a class header does not speak for its members",
    ),
    pytest.param(
        "x: Optional[int] = 1  # houserules: ignore[typing] - the area is enough\n",
        [],
        id="an area",
    ),
    pytest.param(
        "x: Optional[int] = 1  # noqa  # houserules: ignore[typing/optional-syntax]\n",
        [],
        id="behind another comment",
    ),
    pytest.param("x: Optional[int] = 1  # noqa\n", [(1, RULE)], id="noqa belongs to other tools"),
    pytest.param(
        "x: Optional[int] = 1  # houserules: ignore\n",
        [(1, RULE), (1, UNKNOWN)],
        id="a bare ignore is invalid",
    ),
    pytest.param(
        "x: Optional[int] = 1  # houserules: ignore[typing/optional-sintax]\n",
        [(1, RULE), (1, UNKNOWN)],
        id="a misspelt id",
    ),
    pytest.param(f"x = 1  {IGNORE}\n", [(1, UNUSED)], id="unused"),
    pytest.param(
        f"x = 1  # houserules: ignore[{RULE}, {UNUSED}]\n", [], id="unused can be ignored"
    ),
    pytest.param(f"x = (  {IGNORE}\n", [], id="unused is not said of broken code"),
    pytest.param(
        f"# houserules: ignore-file[{RULE}]\nx: Optional[int] = 1\n", [], id="the whole file"
    ),
    pytest.param(
        f"x: Optional[int] = 1\n\n# houserules: ignore-file[{RULE}]\n", [], id="at the file's end"
    ),
    pytest.param(
        f"# houserules: ignore-file[{RULE}]\nx = 1\n", [(1, UNUSED)], id="unused in the whole file"
    ),
    pytest.param(
        f"# houserules: ignore-file[{RULE}]\nx = 1\n\n\ndef f(:\n    y: Optional[int] = 1\n",
        [],
        id="unused in the whole file is not said while another unit is broken",
    ),
    pytest.param(
        "import re\nimport os  # houserules: ignore[imports/grouping]\n\n\ndef f(:\n    pass\n",
        [],
        id="unused of a module rule is not said while another unit is broken",
    ),
    pytest.param(
        f"def f():\n    # houserules: ignore-file[{RULE}]\n    x: Optional[int] = 1\n",
        [(3, RULE)],
        id="ignore-file only at module level",
    ),
    pytest.param(
        f"if x:  {IGNORE}\n    y: Optional[int] = 1\nelse:  {IGNORE}\n    pass\n",
        [(1, UNUSED), (2, RULE), (3, UNUSED)],
        id="clauses",
    ),
    pytest.param(
        f"match x:\n    case 1:  {IGNORE}\n        y: Optional[int] = 1\n",
        [(2, UNUSED), (3, RULE)],
        id="cases",
    ),
]


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_shown(code: str, expected: list[tuple[int, str]]) -> None:
    assert sorted(shown(code)) == sorted(expected)


REMOVED = [
    pytest.param(f"x = 1  {IGNORE}", "x = 1", id="alone"),
    pytest.param(
        f"x = g()  # type: ignore[arg-type]  # noqa: E501  {IGNORE}",
        "x = g()  # type: ignore[arg-type]  # noqa: E501",
        id="behind comments of other tools",
    ),
    pytest.param(
        f"x = 1  {IGNORE} - why  # pragma: no cover", "x = 1  # pragma: no cover", id="before one"
    ),
    pytest.param(
        f"x = 1  # type: ignore[a]  # houserules: ignore[{RULE}, errors/bare-except]",
        "x = 1  # type: ignore[a]",
        id="several ids go one after the other",
    ),
    pytest.param(f"{IGNORE}\nx = 1", "x = 1", id="on a line of its own it silences nothing"),
]


@pytest.mark.parametrize(("code", "expected"), REMOVED)
def test_removal_leaves_the_comments_of_other_tools(code: str, expected: str) -> None:
    analysis = new_analysis(all_rules())
    analysis.open(code + "\n")
    assert fix_all(analysis).text == expected + "\n"


ADDED = [
    pytest.param("x: Optional[int] = f()", f"x: Optional[int] = f()  {IGNORE}", id="alone"),
    pytest.param(
        "x: Optional[int] = f()  # type: ignore[a]  # houserules: ignore[docs]",
        f"x: Optional[int] = f()  # type: ignore[a]  # houserules: ignore[docs, {RULE}]",
        id="into our brackets",
    ),
    pytest.param(
        "x: Optional[int] = f()  # houserules: ignore - because",
        f"x: Optional[int] = f()  {IGNORE} - because",
        id="behind a bare word",
    ),
    pytest.param(
        "x: Optional[int] = f()  # type: ignore[a]",
        f"x: Optional[int] = f()  # type: ignore[a]  {IGNORE}",
        id="behind a comment of another tool",
    ),
]


@pytest.mark.parametrize(("code", "expected"), ADDED)
def test_ignore_on_line(code: str, expected: str) -> None:
    analysis = new_analysis(all_rules())
    analysis.open(code + "\n")
    analysis.run()
    edit = ignore_on_line(analysis, RULE, 3)
    assert edit is not None
    assert apply_edits(analysis.text, [edit]) == expected + "\n"


def test_a_comment_for_the_file_goes_with_what_it_silenced() -> None:
    gone = "# houserules: ignore-file[typing]\nx = 1\ny: Optional[int]\n"
    analysis = new_analysis(all_rules())
    analysis.open(f"from typing import Optional\n{gone}z = 1\n")
    analysis.run()
    analysis.drain()
    start = analysis.text.index(gone)
    text = analysis.text.replace(gone, "")
    analysis.edit(text, TextEdit(Span(start, start + len(gone)), ""))
    analysis.run()
    assert all(state in analysis.states for _, state in analysis.drain().updated)
