"""Names that look like typing's and are not: nothing is rewritten."""

from __future__ import annotations

import pytest

from houserules.workspace.fixing import fix_all
from tests.analysis.documents import all_rules, new_analysis

HEAD = "from typing import List, Optional\n\n\n"
CASES = [
    pytest.param("class A:\n    from mylib import Optional\n\n    x: Optional[int]\n", id="import"),
    pytest.param(
        "class A:\n    from mylib import list\n\n    x: List[int]\n", id="builtin by import"
    ),
    pytest.param("class A:\n    if y:\n        list = 3\n    x: List[int]\n", id="if"),
    pytest.param("class A:\n    for list in y:\n        pass\n    x: List[int]\n", id="for"),
    pytest.param("class A:\n    with y as list:\n        pass\n    x: List[int]\n", id="with"),
    pytest.param("class A:\n    z = (list := 1)\n    x: List[int]\n", id="walrus"),
    pytest.param(
        "def f() -> None:\n    global list\n    list = y\n\n\nx: List[int]\n", id="global builtin"
    ),
    pytest.param(
        "class A:\n    def f(self) -> None:\n        global Optional\n        Optional = y\n\n\n"
        "x: Optional[int]\n",
        id="global in a method",
    ),
    pytest.param("def f[Optional](x: Optional[int]) -> None: ...\n", id="a type parameter"),
    pytest.param("class A[Optional]:\n    x: Optional[int]\n", id="a class's type parameter"),
]


@pytest.mark.parametrize("code", CASES)
def test_left_alone(code: str) -> None:
    analysis = new_analysis(all_rules())
    analysis.open(HEAD + code)
    analysis.run()
    rules = {f.rule for s in analysis.states for f, _ in s.reported if f.fix}
    assert "typing/optional-syntax" not in rules
    fixed = fix_all(analysis, lambda f, x: f.rule == "typing/collection-generics").text
    assert fixed == HEAD + code
