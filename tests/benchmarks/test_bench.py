"""The benchmark itself: its files are what they claim to be, and measuring works end to end."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.keystrokes import SHARES, Kind, applied, edit_script
from tests.benchmarks.measure import measure
from tests.benchmarks.peers import HOUSERULES, NOOP
from tests.benchmarks.table import PULL, PUSH, Figures, failures_of, table_of
from tests.benchmarks.workload import CLEAN, Workload, findings_in

PLACE = {"line": 3, "column": 1, "end_line": 3, "end_column": 5}
FINDING = {**PLACE, "rule": "some/rule", "message": "a message"}


@pytest.mark.parametrize("rate", [0.0, 0.5, 1.0])
def test_generated_modules(rate: float) -> None:
    text = fastapi_module(700, rate, seed=3)
    ast.parse(text)
    assert 700 <= text.count("\n") < 760
    assert text == fastapi_module(700, rate, seed=3)
    assert text != fastapi_module(700, rate, seed=4)


def test_breaches_are_found() -> None:
    few, many = (len(findings_in(fastapi_module(300, rate, seed=3))) for rate in (0.1, 0.9))
    assert 0 < few * 3 < many


def test_edit_scripts() -> None:
    text = fastapi_module(700, 0.1, seed=3)
    script = edit_script(text, 200, seed=5)
    after = text
    for stroke in script:
        after = applied(after, stroke)
    assert after == text
    counted = Counter(stroke.kind for stroke in script)
    assert {kind: round(counted[kind] / len(script), 1) for kind in Kind} == SHARES


@pytest.mark.parametrize("channel", [PUSH, PULL])
def test_measuring_end_to_end(channel: str) -> None:
    text = fastapi_module(150, 0.5, seed=3)
    workload = Workload("150", CLEAN, text, [FINDING] * len(findings_in(text)))
    peers = (HOUSERULES, NOOP)
    cell = measure(workload, peers, 10, pull=channel == PULL, progress=lambda _: None)
    figures = Figures([workload], {(channel, CLEAN, "150"): cell})
    assert failures_of(figures) == []
    for measured in cell.values():
        assert len(measured.edits) >= 10
        assert measured.opening is not None
        assert 0 < measured.opening.first <= measured.opening.everything
    noop = cell[NOOP.name].opening
    assert noop is not None
    assert noop.diagnostics == len(workload.findings)
    printed = table_of(figures, [peer.name for peer in peers])
    assert f"edit → diagnostics, {channel}" in printed
    assert f"{len(workload.findings)} in {workload.lines}" in printed
