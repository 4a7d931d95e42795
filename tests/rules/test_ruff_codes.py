"""The ruff codes that rules name are codes of the real ruff, and what is left to it is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from houserules.analysis.rule import Rule
from houserules.rules import RULES
from houserules.testing.cases import Case, example_cases, file_cases
from houserules.testing.check import analyse, findings_of
from houserules.text.lines import LineIndex

HERE = Path(__file__).parent


def ruff(*arguments: str, stdin: str = "", cwd: Path | None = None) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--output-format", "json"],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout or "[]")


def test_every_code_exists() -> None:
    known = {r["code"]: r["preview"] for r in ruff("rule", "--all") if "Removed" not in r["status"]}
    for rule in RULES:
        for same in rule.same_as_ruff:
            assert same.code in known, f"{rule.id}: ruff has no code {same.code}"
            assert same.preview is known[same.code], f"{rule.id}: {same.code} and preview mode"


PARTED = [rule for rule in RULES if any(same.part for same in rule.same_as_ruff)]


def cases_of(rule: Rule) -> list[Case]:
    return [*example_cases(rule), *file_cases(HERE / f"{rule.id}.md")]


@pytest.mark.parametrize("rule", PARTED, ids=lambda rule: rule.id)
def test_a_finding_that_names_a_code_is_found_by_ruff(rule: Rule, tmp_path: Path) -> None:
    """Else it would be lost: left to ruff, and ruff would say nothing."""
    claimed: dict[tuple[str, int], str] = {}
    for number, case in enumerate(cases_of(rule)):
        analysis = analyse(rule, case, case.code)
        folder = f"case{number}"
        path = tmp_path / folder / case.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(analysis.text, encoding="utf-8", newline="")
        for beside, text in case.files.items():
            other = tmp_path / folder / beside
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_text(text, encoding="utf-8", newline="")
        lines = LineIndex.of(analysis.text)
        for span, finding in findings_of(analysis):
            listed_late = '__all__.append("' in analysis.text and "`late`" in finding.message
            # Ruff does not follow `__all__.append`.
            if finding.ruff and not listed_late:
                place = f"{folder}/{case.path}", lines.line_of(span.start) + 1
                claimed[place] = finding.ruff
    assert claimed, "no finding names a code: say which in `p.finding(…, ruff=…)`"
    (tmp_path / "ruff.toml").write_text(
        'target-version = "py312"\nsrc = ["case*"]\ninclude = ["**"]\nexclude = []\n'
        f"lint.select = {sorted(set(claimed.values()))}\n"
    )
    root = tmp_path.resolve()
    found = {
        (Path(item["filename"]).relative_to(root).as_posix(), line, item["code"])
        for item in ruff("check", "--no-cache", ".", cwd=tmp_path)
        # Ruff marks a blank docstring itself, we the name above it.
        for line in range(item["location"]["row"] - 2, item["end_location"]["row"] + 1)
    }
    assert {(*place, code) for place, code in claimed.items()} <= found
