"""Faults of every area, each in a fresh server, several side by side.

A run plays a third of the kinds whose faults are all met by the same code (how a message is
framed, spelled and made up) and all others. `HOUSERULES_FAULTS=0` plays all (`make soak`).
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from tests.faults.areas import AREAS
from tests.faults.run import figures, play_all
from tests.faults.steps import Case

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")

FRACTION = float(os.environ.get("HOUSERULES_FAULTS", "0.33")) or 1.0
SEED = int(os.environ.get("HOUSERULES_SEED", "0")) or random.SystemRandom().randrange(10**9)
OF_MESSAGES = ("framing", "JSON", "envelopes", "parameters", "lifecycle")


def sample(area: str) -> Sequence[Case]:
    cases = AREAS[area]
    if area not in OF_MESSAGES:
        return cases
    return random.Random(f"{SEED} {area}").sample(cases, round(len(cases) * FRACTION))


@pytest.mark.parametrize("area", AREAS)
async def test_faults(area: str, record_property: Callable[[str, object], None]) -> None:
    print(f"HOUSERULES_SEED={SEED} HOUSERULES_FAULTS={FRACTION}")
    outcomes = await play_all(sample(area))
    record_property("figure", f"{figures(outcomes)}, seed {SEED}")
    faulty = [outcome.describe() for outcome in outcomes if outcome.faults]
    assert not faulty, "\n".join(faulty)


def test_kinds_are_distinct_and_many() -> None:
    names = Counter(case.name for cases in AREAS.values() for case in cases)
    assert names.most_common(1)[0][1] == 1
    assert sum(len(sample(area)) for area in AREAS) >= 150


def test_only_the_length_that_is_too_long_may_hang() -> None:
    permitted = [case.name for cases in AREAS.values() for case in cases if case.may_hang]
    assert permitted == ["length too long and nothing follows"]
