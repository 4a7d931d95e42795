"""Ignore comments: what they silence, and what is said of them."""

from __future__ import annotations

import pytest

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
