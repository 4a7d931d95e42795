"""The engine: failures isolated, undeclared reads refused, changes told whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import libcst as cst
import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import UndeclaredRead, closure, derived, table
from houserules.analysis.finding import Finding
from houserules.analysis.memo import ResultMemo
from houserules.analysis.module import ModuleInfo
from houserules.analysis.passes import EntryFinding, ModulePass, UnitPass
from houserules.analysis.rule import Rule, Scope, rule
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.analysis.run import RuleRaised
from houserules.analysis.severity import Severity
from houserules.analysis.structure import UnitView
from houserules.extractors.bindings import BINDINGS
from houserules.syntax.cache import ParseCache
from houserules.syntax.ptr import NodePtr
from houserules.text.span import Span, TextEdit
from tests.analysis.documents import APPLICATION
from tests.analysis.test_incremental import applied, random_edit


def unit_rule(check: Callable[[UnitPass, cst.Name], Iterator[Finding]], **more: Any) -> Rule:
    values: dict[str, Any] = {
        "id": f"tests/{check.__name__.replace('_', '-')}",
        "on": (cst.Name,),
        "message": "`{name}` stands here",
        "why": "A test needs it.",
        **more,
    }
    return rule(**values)(check)


def name_found(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
    if node.value == "marked":
        yield p.finding(node, name=node.value)


NAME_FOUND = unit_rule(name_found)


def analysed(code: str, *rules: Rule, strict: bool = False, **more: Any) -> ModuleAnalysis:
    compiled = compile_rules([ActiveRule.of(r) for r in rules], **more)
    analysis = ModuleAnalysis(compiled, ModuleInfo(), ParseCache().parse, strict=strict)
    analysis.open(code)
    analysis.run()
    return analysis


def said(analysis: ModuleAnalysis) -> list[tuple[str, str]]:
    return [(f.rule, f.message) for s in analysis.states for f, _ in s.reported]


FAILURES = [ValueError("x"), SystemExit(0), RecursionError(), AssertionError(), GeneratorExit()]


@pytest.mark.parametrize("error", FAILURES, ids=lambda e: type(e).__name__)
def test_a_rule_that_raises_loses_one_unit(error: BaseException) -> None:
    def raises(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
        if node.value == "bad":
            yield p.finding(node, name="first")
            raise error
        if node.value == "marked":
            yield p.finding(node, name=node.value)

    analysis = analysed("bad = marked\nok = marked\n", NAME_FOUND, unit_rule(raises))
    assert [(o, f.rule, f.message) for o, f in analysis.failures] == [
        (0, "tests/raises", type(error).__name__)
    ]
    assert said(analysis) == [
        ("tests/name-found", "`marked` stands here"),
        ("tests/name-found", "`marked` stands here"),
        ("tests/raises", "`marked` stands here"),
    ]


def test_a_strict_engine_raises_and_names_the_rule() -> None:
    def raises(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
        raise ValueError

    with pytest.raises(RuleRaised, match="tests/raises"):
        analysed("x = 1\n", unit_rule(raises), strict=True)


def test_an_undeclared_read_raises() -> None:
    def reads(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
        p.lookup(BINDINGS, node.value)
        return iter(())

    with pytest.raises(RuleRaised) as raised:
        analysed("x = 1\n", unit_rule(reads), strict=True)
    assert isinstance(raised.value.__cause__, UndeclaredRead)
    analysed("x = 1\n", unit_rule(reads, requires=(BINDINGS,)), strict=True)


def test_a_derived_extractor_may_read_only_what_it_requires() -> None:
    guilty = derived("guilty", lambda reader, key: reader.lookup(BINDINGS, key), ())

    def reads(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
        p.lookup(guilty, node.value)
        return iter(())

    with pytest.raises(RuleRaised) as raised:
        analysed("x = 1\n", unit_rule(reads, requires=(guilty, BINDINGS)), strict=True)
    assert isinstance(raised.value.__cause__, UndeclaredRead)


def test_extractors_in_a_circle_are_refused() -> None:
    one = derived("one", lambda reader, key: None, ())
    two = derived("two", lambda reader, key: None, (one,))
    object.__setattr__(one, "requires", (two,))
    with pytest.raises(ValueError, match="requires itself"):
        closure([two])


@pytest.mark.parametrize(
    ("weak", "severity", "is_set", "expected"),
    [
        (False, Severity.WARNING, False, Severity.WARNING),
        (True, Severity.WARNING, False, Severity.HINT),
        (True, Severity.ERROR, True, Severity.ERROR),
        (False, Severity.INFORMATION, False, Severity.INFORMATION),
    ],
)
def test_weak_findings_are_hints_unless_set(
    weak: bool, severity: Severity, is_set: bool, expected: Severity
) -> None:
    active = ActiveRule.of(NAME_FOUND, severity=severity, severity_is_set=is_set)
    assert active.severity_of(weak) is expected


@dataclass(frozen=True)
class Definition:
    name: str
    anchor: NodePtr = field(compare=False)


def _definitions(view: UnitView) -> Iterator[tuple[str, Definition]]:
    if isinstance(view.node, cst.FunctionDef):
        name = view.node.name
        yield name.value, Definition(name.value, NodePtr.of(view.parsed, name))


DEFINITIONS = table("definitions", _definitions, lambda values: values)


def repeated(p: ModulePass) -> Iterator[EntryFinding]:
    seen: dict[str, Any] = {}
    for entry in p.sequence(DEFINITIONS):
        name = entry.value.name
        if name in seen:
            first = (seen[name], "first defined here")
            yield p.finding(DEFINITIONS, entry, name=name, related=[first])
        seen.setdefault(name, entry)


REPEATED = rule(
    id="tests/repeated",
    scope=Scope.MODULE,
    requires=(DEFINITIONS,),
    message="`{name}` is defined again",
    why="A test needs it.",
)(repeated)


def test_findings_of_module_rules_move_with_their_units() -> None:
    analysis = analysed("def a(): ...\n\n\ndef a():\n    x = 1\n", REPEATED)
    for text, edit in (
        ("def a(): ...\n\n\n# c\ndef a():\n    x = 1\n", TextEdit(Span(15, 15), "# c\n")),
        ("def a(): ...\n\n\n# c\ndef a():\n    y = 1\n", TextEdit(Span(32, 33), "y")),
    ):
        analysis.edit(text, edit)
        analysis.run()
        assert analysis.text == text
        (found,) = [(i, f) for i, s in enumerate(analysis.states) for f, _ in s.reported]
        start = analysis.tree.start(found[0]) + found[1].span.start
        assert analysis.text[start:].startswith("a():\n")
        assert found[1].related[0].message == "first defined here"
        assert found[1].related[0].unit is analysis.states[0].unit


def test_a_module_rule_that_fails_is_named() -> None:
    def fails(p: ModulePass) -> Iterator[EntryFinding]:
        raise KeyError

    failing = rule(id="tests/fails", scope=Scope.MODULE, message="m", why="w")(fails)
    analysis = analysed("def a(): ...\ndef a(): ...\n", REPEATED, failing)
    assert [f.rule for _, f in analysis.failures] == ["tests/fails"]
    assert [r for r, _ in said(analysis)] == ["tests/repeated"]


def test_changes_bring_a_mirror_up_to_date() -> None:
    """A list kept only by what `drain` tells equals the states, whatever the edits and steps."""
    number = random.SystemRandom().randrange(10**9)
    print(f"seed {number}")
    seed = random.Random(number)
    compiled = compile_rules([ActiveRule.of(r) for r in (NAME_FOUND, REPEATED)])
    analysis = ModuleAnalysis(compiled, ModuleInfo(), ParseCache().parse, ResultMemo())
    analysis.open(APPLICATION.replace("value", "marked"))
    mirror: list[tuple[str, object]] = []
    for _ in range(300):
        for _ in range(seed.randrange(3)):
            edit = random_edit(seed, analysis.text)
            analysis.edit(applied(analysis.text, edit), edit)
        for _ in range(seed.randrange(40)):
            analysis.step()
        changes = analysis.drain()
        stop = changes.start + changes.removed
        mirror[changes.start : stop] = [(s.unit.text, s.reported) for s in changes.inserted]
        for index, state in changes.updated:
            mirror[index] = (state.unit.text, state.reported)
        assert mirror == [(s.unit.text, s.reported) for s in analysis.states]
        assert changes.done == analysis.done
