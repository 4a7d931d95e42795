"""Every transform runs alone: in process, and as LibCST's own command line starts it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from libcst.codemod import CodemodCommand

from houserules.analysis.finding import Fix
from houserules.analysis.module import ModuleInfo
from houserules.analysis.rule import Rule
from houserules.fixes.transform import Transform
from houserules.rules import RULES
from houserules.testing.cases import Case, example_cases
from houserules.testing.check import analyse, findings_of
from houserules.testing.transform import check_transform
from houserules.transforms import codemod
from houserules.transforms.codemod import COMMANDS, TRANSFORMS, command_name

COMMAND = "houserules.transforms.codemod.OptionalToPipe"
MODULE = ModuleInfo(target_version=(3, 12), local_packages=frozenset({"app", "core"}))


def runs_alone(transform: Transform) -> bool:
    return transform.alone and transform.reach.stays_in_file


def transforms_of(rule: Rule, case: Case) -> list[Transform]:
    """The transforms that the findings of a case refer to; a codemod sees one file."""
    fixes = [finding.fix for _, finding in findings_of(analyse(rule, case, case.code))]
    found = [f.transform for f in fixes if isinstance(f, Fix) and runs_alone(f.transform)]
    return list(dict.fromkeys(found))


EXAMPLES = [
    (transform, case.code, case.fixed)
    for rule in RULES
    for case in example_cases(rule)
    if case.fixed is not None
    for transform in transforms_of(rule, case)
]


@pytest.mark.parametrize(
    ("transform", "before", "after"),
    [pytest.param(*example, id=f"{example[0].id}-{n}") for n, example in enumerate(EXAMPLES)],
)
def test_alone_it_does_what_the_rule_shows(transform: Transform, before: str, after: str) -> None:
    check_transform(transform, before, after, module=MODULE)


def test_set_is_complete() -> None:
    assert {t for rule in RULES for t in rule.fixes if runs_alone(t)} <= set(TRANSFORMS)
    assert {t.id for t, _, _ in EXAMPLES} == {t.id for t in TRANSFORMS}
    assert [t.id for t in TRANSFORMS] == sorted({t.id for t in TRANSFORMS})


@pytest.mark.parametrize("transform", TRANSFORMS, ids=lambda t: t.id)
def test_command_is_found_by_name(transform: Transform) -> None:
    command = getattr(codemod, command_name(transform))
    assert command is COMMANDS[command_name(transform)]
    assert issubclass(command, CodemodCommand)
    assert pickle.loads(pickle.dumps(command)) is command


def test_unknown_command() -> None:
    with pytest.raises(AttributeError):
        _ = codemod.NoSuchCommand


def test_command_line_of_libcst(tmp_path: Path) -> None:
    module = tmp_path / "example.py"
    before = (
        "from typing import Any, Optional\n\n\n"
        "def find(key: Optional[str] = None) -> Any: ...  # looked up\n"
    )
    module.write_text(before, encoding="utf-8")
    command = [sys.executable, "-m", "libcst.tool", "codemod", "--external", COMMAND]
    ran = subprocess.run(
        [*command, "--no-format", "--target-version", "3.10", "--jobs", "1", str(module)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert module.read_text(encoding="utf-8") == (
        "from typing import Any\n\n\ndef find(key: str | None = None) -> Any: ...  # looked up\n"
    )
