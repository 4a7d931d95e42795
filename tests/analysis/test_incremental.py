"""Incremental = from scratch: the same findings, byte for byte, after random edits and undos."""

from __future__ import annotations

import os
import random

import pytest

import houserules.syntax.reparse
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.memo import ResultMemo
from houserules.analysis.ruleset import RuleSet
from houserules.text.span import Span, TextEdit
from tests.analysis.documents import (
    APPLICATION,
    FRAGMENTS,
    all_rules,
    new_analysis,
    snapshot,
    sources,
)

EDITS = int(os.environ.get("HOUSERULES_EDITS", "400"))
SEED = int(os.environ.get("HOUSERULES_SEED", "0")) or random.SystemRandom().randrange(10**9)


def random_edit(seed: random.Random, text: str) -> TextEdit:
    start = seed.randrange(len(text) + 1)
    kind = seed.random()
    if kind < 0.45:
        return TextEdit(Span(start, start), seed.choice(FRAGMENTS))
    if kind < 0.75:
        end = min(len(text), start + seed.choice((1, 1, 2, 5, 40)))
        return TextEdit(Span(start, end), "")
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start) + 1 or len(text)
    if kind < 0.9:
        return TextEdit(Span(line_start, line_end), "")
    return TextEdit(Span(line_start, line_start), text[line_start:line_end])


def applied(text: str, edit: TextEdit) -> str:
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


def inverse(text: str, edit: TextEdit) -> TextEdit:
    start = edit.span.start
    return TextEdit(Span(start, start + len(edit.text)), text[start : edit.span.end])


@pytest.mark.parametrize("part", range(5))
def test_random_edits_with_undo(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if part == 4:
        # Every unit of some size is a huge one.
        monkeypatch.setattr(houserules.syntax.reparse, "LARGE_CUT_LINES", 5)
    seed_number = SEED + part
    print(f"HOUSERULES_SEED={seed_number - part} part {part}")
    seed = random.Random(seed_number)
    rules = all_rules()
    texts = sources(seed, 4)
    for source in texts:
        memo = ResultMemo()
        analysis = new_analysis(rules, memo)
        analysis.open(source)
        analysis.run()
        undo: list[TextEdit] = []
        mirror: list[object] = []
        for _ in range(EDITS // (5 * len(texts))):
            if undo and seed.random() < 0.35:
                edit = undo.pop()
            else:
                edit = random_edit(seed, analysis.text)
                undo.append(inverse(analysis.text, edit))
            analysis.edit(applied(analysis.text, edit), edit)
            if seed.random() < 0.2:
                for _ in range(seed.randrange(3)):
                    analysis.step()
                continue
            analysis.run()
            assert_as_from_scratch(rules, analysis)
            follow(mirror, analysis)
            assert mirror == [s.reported for s in analysis.states]
        while undo:
            edit = undo.pop()
            analysis.edit(applied(analysis.text, edit), edit)
        analysis.run()
        assert analysis.text == source
        assert_as_from_scratch(rules, analysis)


def follow(mirror: list[object], analysis: ModuleAnalysis) -> None:
    """Bring a list up to date with what `drain` tells, as the front does."""
    changes = analysis.drain()
    stop = changes.start + changes.removed
    mirror[changes.start : stop] = [s.reported for s in changes.inserted]
    for index, state in changes.updated:
        mirror[index] = state.reported


def assert_as_from_scratch(rules: RuleSet, analysis: ModuleAnalysis) -> None:
    fresh = new_analysis(rules)
    fresh.open(analysis.text)
    fresh.run()
    assert "".join(s.unit.text for s in analysis.states) == analysis.text
    assert snapshot(analysis) == snapshot(fresh), analysis.text


def edit_at(text: str, old: str, new: str, nth: int = 0) -> TextEdit:
    start = -1
    for _ in range(nth + 1):
        start = text.index(old, start + 1)
    return TextEdit(Span(start, start + len(old)), new)


REDONE = [
    pytest.param('int(os.environ["RATE"])', 'int(os.environ["RATES"])', 1, id="a body"),
    pytest.param('"""Read."""', '"""Read it."""', 1, id="a docstring"),
    pytest.param("    id: int", "    id: str", 1, id="a field"),
    pytest.param("import os\n", "import os\nimport re\n", 1, id="an import that nobody uses"),
    pytest.param("def helper(", "def helpers(", 1, id="a function that nobody reads"),
]


@pytest.mark.parametrize(("old", "new", "at_most"), REDONE)
def test_units_redone(old: str, new: str, at_most: int) -> None:
    analysis = new_analysis(all_rules())
    analysis.open(APPLICATION)
    analysis.run()
    before = analysis.counters["units_analysed"]
    edit = edit_at(analysis.text, old, new)
    analysis.edit(applied(analysis.text, edit), edit)
    analysis.run()
    assert analysis.counters["units_analysed"] - before <= at_most + edit.text.count("\n")


def test_renaming_an_import_redoes_its_readers_and_nobody_else() -> None:
    analysis = new_analysis(all_rules())
    analysis.open(APPLICATION)
    analysis.run()
    before = analysis.counters["units_analysed"]
    edit = edit_at(analysis.text, "import time\n", "import time as t\n")
    analysis.edit(applied(analysis.text, edit), edit)
    analysis.run()
    redone = analysis.counters["units_analysed"] - before
    assert 1 <= redone < len(analysis.states) // 2
    assert_as_from_scratch(analysis.rules, analysis)


def test_undo_is_answered_from_memory() -> None:
    analysis = new_analysis(all_rules(), ResultMemo())
    analysis.open(APPLICATION)
    analysis.run()
    edit = edit_at(analysis.text, "return None", "return 1")
    back = inverse(analysis.text, edit)
    analysis.edit(applied(analysis.text, edit), edit)
    analysis.run()
    before = analysis.counters["units_analysed"]
    analysis.edit(applied(analysis.text, back), back)
    analysis.run()
    assert analysis.counters["units_analysed"] == before


def test_a_huge_unit_waits_for_a_pause() -> None:
    huge = "def huge(a: Optional[int]):\n" + "    x = 1\n" * 2500
    rules = all_rules()
    analysis = new_analysis(rules)
    analysis.open(APPLICATION + huge)
    analysis.run()
    for old, new in (("x = 1", "x = 12"), ("class Order(", "class Orders("), ("x = 12", "x = (")):
        edit = edit_at(analysis.text, old, new)
        analysis.edit(applied(analysis.text, edit), edit)
    assert analysis.counters["fallback.large_unit"] >= 2
    assert not analysis.done
    analysis.run()
    assert analysis.done
    assert_as_from_scratch(rules, analysis)


def test_edits_before_everything_is_extracted() -> None:
    rules = all_rules()
    for steps in range(0, 60, 3):
        analysis = new_analysis(rules)
        analysis.open(APPLICATION)
        for _ in range(steps):
            analysis.step()
        edit = edit_at(analysis.text, "class Shop(Order):", "class Shops(Order):")
        analysis.edit(applied(analysis.text, edit), edit)
        edit = edit_at(analysis.text, "from typing import", "from typings import")
        analysis.edit(applied(analysis.text, edit), edit)
        analysis.run()
        assert_as_from_scratch(rules, analysis)


def test_an_edit_may_delete_what_was_still_to_be_extracted() -> None:
    rules = all_rules()
    analysis = new_analysis(rules)
    analysis.open(APPLICATION)
    while len(analysis.states[-1].unit.text) and not analysis.states[-2].extracted:
        analysis.step()
    start = analysis.text.index("def helper")
    edit = TextEdit(Span(start, len(analysis.text)), "")
    analysis.edit(applied(analysis.text, edit), edit)
    analysis.run()
    assert snapshot(analysis)
    assert_as_from_scratch(rules, analysis)


def test_deleting_what_a_module_rule_marked() -> None:
    analysis = new_analysis(all_rules())
    analysis.open("import re\nimport os\n\nprint(re, os)\n")
    analysis.run()
    mirror: list[object] = []
    follow(mirror, analysis)
    edit = edit_at(analysis.text, "import os\n", "")
    analysis.edit(applied(analysis.text, edit), edit)
    analysis.run()
    follow(mirror, analysis)
    assert mirror == [s.reported for s in analysis.states]


def test_edits_around_a_huge_unit_that_waits() -> None:
    huge = (
        "class A:\n    def m(self):\n"
        + "        x = 1\n" * 2100
        + "\n    class Z(object):\n        y: int\n"
    )
    rules = all_rules()
    analysis = new_analysis(rules, ResultMemo())
    analysis.open("import os\nimport re\n\n\n" + huge)
    analysis.run()
    for old, new in (
        ("x = 1\n", "x = 12\n"),
        ("class Z(object)", "class Y(object)"),
        ("class A:", "class B:"),
        ("import re\n", ""),
        ("import os\n", "import re\nimport os\n"),
    ):
        edit = edit_at(analysis.text, old, new)
        analysis.edit(applied(analysis.text, edit), edit)
    analysis.run()
    assert_as_from_scratch(rules, analysis)
