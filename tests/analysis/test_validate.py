"""The contract of rules: the shipped ones keep it, and each break is named."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from houserules.analysis.extractor import Extractor, derived
from houserules.analysis.rule import Example, Rule, Scope
from houserules.analysis.severity import Severity
from houserules.analysis.validate import CaseSummary, InvalidRules, validate
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.rules import RULES
from houserules.testing.cases import file_cases

CASES = Path(__file__).parents[1] / "rules"
FIX = Transform("do-it", "Do it", Safety.SAFE, Reach.STATEMENT, iter, iter, (cst.Name,))


@dataclasses.dataclass(frozen=True)
class Options:
    """Options.

    Attributes:
        told: What it means.
    """

    told: int = 1
    untold: int = 2


@dataclasses.dataclass
class Thawed:
    """Options that may change."""


GOOD = Rule(
    id="style/good",
    title="Something.",
    scope=Scope.UNIT,
    check=iter,
    message="`{name}` is wrong",
    why="It reads better.",
    on=(cst.Name,),
    severity=Severity.WARNING,
    fixes=(FIX,),
    examples=(Example("x = 1  # want: `x` is wrong\n", fixed="y = 1\n"), Example("y = 1\n")),
)


def circle() -> Extractor[Any]:
    first = derived("first", lambda reader, key: None, ())
    second = derived("second", lambda reader, key: None, (first,))
    object.__setattr__(first, "requires", (second,))
    return first


def problems(*rules: Rule, **arguments: Any) -> str:
    with pytest.raises(InvalidRules) as caught:
        validate(rules, **arguments)
    return "\n".join(caught.value.problems)


def test_the_shipped_rules_keep_the_contract() -> None:
    cases = {
        rule.id: [
            CaseSummary(bool(case.marks), case.fixed is not None)
            for case in file_cases(CASES / f"{rule.id}.md")
        ]
        for rule in RULES
    }
    validate(RULES, cases=cases)


def test_a_good_rule_is_good() -> None:
    validate([GOOD])


BREAKS: list[tuple[dict[str, Any], str]] = [
    ({"id": "Style/Good"}, "Style/Good: the id must be area/kebab-name"),
    ({"id": "good"}, "good: the id must be area/kebab-name"),
    ({"title": ""}, "style/good: its module needs a docstring"),
    ({"why": " "}, "style/good: `why` is empty"),
    ({"why": "TODO: why"}, "its why is still to be filled in: TODO: why"),
    ({"message": "x" * 101}, "the message must have 1 to 100 characters"),
    ({"message": "`{name` is wrong"}, "the message is no template"),
    ({"message": "Wrong"}, "the message must begin in lower case"),
    ({"on": ()}, "a rule of scope UNIT must say in `on` what calls it"),
    ({"scope": Scope.MODULE}, "a rule of scope MODULE is called once, `on` must be empty"),
    ({"requires": (circle(),)}, "requires itself"),
    ({"options": Options}, "option `untold` is missing under `Attributes:`"),
    ({"options": Thawed}, "its options must be a frozen dataclass"),
    ({"examples": ()}, "it has no examples"),
    ({"examples": GOOD.examples[:1]}, "no example or case is without a finding"),
    ({"examples": GOOD.examples[1:]}, "no example or case has a finding"),
    ({"fixes": ()}, "a case is fixed, but `fixes` declares no transform"),
    (
        {"examples": (Example("x = 1  # want: a\n"), GOOD.examples[1])},
        "`fixes` declares a transform, but no example or case is fixed",
    ),
    (
        {"examples": (*GOOD.examples, Example(f"x  # want: {'y' * 101}\n"))},
        "a message has more than 100 characters",
    ),
    ({"renamed_from": ("style/good",)}, "style/good: 2 rules have this id"),
    (
        {"fixes": (FIX, dataclasses.replace(FIX, sites=None))},
        "transform `do-it`: it needs `sites` and `on`",
    ),
    ({"fixes": (FIX, dataclasses.replace(FIX, reach=Reach.CLASS))}, "2 transforms have the id"),
]


@pytest.mark.parametrize(("changes", "problem"), BREAKS, ids=[b[1][:50] for b in BREAKS])
def test_each_break_is_named(changes: dict[str, Any], problem: str) -> None:
    assert problem in problems(dataclasses.replace(GOOD, **changes))


def test_all_breaks_are_listed_at_once() -> None:
    found = problems(GOOD, dataclasses.replace(GOOD, why="", title=""))
    assert len(found.splitlines()) == 3
    assert "style/good: 2 rules have this id" in found


def test_cases_count_beside_examples() -> None:
    alone = dataclasses.replace(GOOD, examples=GOOD.examples[:1])
    validate([alone], cases={"style/good": [CaseSummary(finds=False)]})


def test_extractors_and_transforms_that_no_rule_uses_count() -> None:
    assert "requires itself" in problems(extractors=[circle()])
    assert "kebab-case" in problems(transforms=[dataclasses.replace(FIX, id="DoIt")])
