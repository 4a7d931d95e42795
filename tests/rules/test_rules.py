"""Every rule against its examples and its case file; the harness checks the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from houserules.analysis.rule import Rule
from houserules.rules import RULES
from houserules.testing.cases import Case, example_cases, file_cases
from houserules.testing.check import check_case

HERE = Path(__file__).parent
CASES = [
    pytest.param(rule, case, id=f"{rule.id} {case.title}")
    for rule in RULES
    for case in (
        *example_cases(rule),
        *(file_cases(HERE / f"{rule.id}.md") if (HERE / f"{rule.id}.md").exists() else ()),
    )
]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(rule: Rule, case: Case) -> None:
    check_case(rule, case)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_has_case_file(rule: Rule) -> None:
    path = HERE / f"{rule.id}.md"
    assert path.exists(), f"write the long tail of cases of {rule.id} into {path}"
