"""Every fault of every area, each in a fresh server, several side by side."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable

import pytest

from tests.faults.areas import AREAS
from tests.faults.run import figures, play_all

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")


@pytest.mark.parametrize("area", AREAS)
async def test_faults(area: str, record_property: Callable[[str, object], None]) -> None:
    outcomes = await play_all(AREAS[area])
    record_property("figure", figures(outcomes))
    faulty = [outcome.describe() for outcome in outcomes if outcome.faults]
    assert not faulty, "\n".join(faulty)


def test_kinds_are_distinct_and_many() -> None:
    names = Counter(case.name for cases in AREAS.values() for case in cases)
    assert names.most_common(1)[0][1] == 1
    assert len(names) >= 150


def test_only_the_length_that_is_too_long_may_hang() -> None:
    permitted = [case.name for cases in AREAS.values() for case in cases if case.may_hang]
    assert permitted == ["length too long and nothing follows"]
