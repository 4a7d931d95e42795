"""Generated programs: no rule raises, every edit keeps its properties, nothing depends on history.

The same programs on every run. `HOUSERULES_PROGRAMS=100000 pytest tests/corpora` takes others.
"""

from __future__ import annotations

import os
import random
import warnings

import hypothesmith
import libcst as cst
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisDeprecationWarning

from houserules.analysis.module import ModuleInfo
from houserules.fixes.safety import Safety
from houserules.rules import RULES
from houserules.testing.cases import example_cases
from tests.corpora.document_check import Tally, check_document
from tests.corpora.rule_sets import default_rules, turned_rules

PROGRAMS = int(os.environ.get("HOUSERULES_PROGRAMS", "1000"))
MODULE = ModuleInfo(name="app.generated", target_version=(3, 12), local_packages=frozenset({"app"}))
EXAMPLES = ["", *(case.code for rule in RULES for case in example_cases(rule))]
RULE_SETS = [default_rules(), turned_rules()]
warnings.simplefilter("ignore", HypothesisDeprecationWarning)

# Nodes are slower to generate, and reach what the grammar seldom does.
SOURCES = {
    "from the grammar": (hypothesmith.from_grammar("file_input"), PROGRAMS * 9 // 10),
    "from nodes": (hypothesmith.from_node(cst.Module), PROGRAMS // 10),
}


def held(programs: st.SearchStrategy[str], count: int) -> Tally:
    """Check generated programs, most of them below an example of a rule: alone they say little."""
    tally = Tally()
    rng = random.Random(count)

    @settings(
        max_examples=count,
        derandomize=count <= 1000,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(programs, st.sampled_from(EXAMPLES), st.sampled_from(["\n", "\r\n", "\r"]))
    def check(program: str, example: str, newline: str) -> None:
        text = _with_breaks(example + program, newline)
        check_document(text, rng.choice(RULE_SETS), MODULE, tally, rng, repr(text))

    check()
    return tally


def _with_breaks(text: str, newline: str) -> str:
    return text if newline == "\n" or "\r" in text else text.replace("\n", newline)


@pytest.mark.parametrize(("programs", "count"), SOURCES.values(), ids=SOURCES)
def test_programs(programs: st.SearchStrategy[str], count: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tally = held(programs, count)
    broken = {key: n for key, n in tally.broken.items() if key[1] is Safety.SAFE}
    said = [line for line in tally.wrong if ": refused: " not in line]
    assert (broken, said) == ({}, [])
    assert tally.documents >= count
    assert tally.edits.total() > count // 4
