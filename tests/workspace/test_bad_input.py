"""Bad input: a finding or a named error, other files unaffected, nothing raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from houserules.workspace.project import FileReport, Workspace

HINT = "from typing import Optional\n\nx: Optional[int] = 1\n"
DEEP = "(" * 10_000 + ")" * 10_000


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "houserules.toml").write_text('profile = "api-structlog"\n', encoding="utf-8")
    return Workspace(tmp_path)


def checked(workspace: Workspace, source: str | bytes) -> FileReport:
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return workspace.check_file(workspace.folder / "app.py", data)


def rules_and_errors(report: FileReport) -> tuple[set[str], str]:
    return {f.rule for f in report.findings}, " | ".join(e.message for e in report.errors)


NAMED = [
    pytest.param(b"x = 1\n\xff\xfe\n", "cannot be decoded", id="undecodable"),
    pytest.param("x = '\ud800'\n", "cannot be decoded", id="lone surrogate"),
    pytest.param(b"#" * 50_000_000, "larger than", id="50 MB"),
    pytest.param(b"x = (\n", "syntax error", id="syntax error"),
]


@pytest.mark.parametrize(("source", "message"), NAMED)
def test_named_error(workspace: Workspace, source: str | bytes, message: str) -> None:
    assert message in rules_and_errors(checked(workspace, source))[1]


CASE = "match x:\n    case " + "[" * 10 + "1" + "]" * 10 + ":\n        pass\n"
LEFT_ALONE = [
    pytest.param(f"y = {DEEP}\n", id="10,000 nested brackets"),
    pytest.param("y = " + "-" * 10_000 + "1\n", id="10,000 operators"),
    pytest.param("y = a" + ".a" * 10_000 + "\n", id="10,000 attributes"),
    pytest.param("y = f" + "()" * 10_000 + "\n", id="10,000 calls"),
    pytest.param(CASE, id="ten nested case patterns"),
]


@pytest.mark.parametrize("code", LEFT_ALONE)
def test_too_deep_is_said_and_all_else_is_checked(workspace: Workspace, code: str) -> None:
    rules, errors = rules_and_errors(checked(workspace, HINT + code))
    assert rules >= {"syntax/not-analysed", "typing/optional-syntax"}
    assert errors == ""


def test_nested_brackets_in_a_quoted_annotation(workspace: Workspace) -> None:
    code = f'def f(a: "{DEEP}", b: "Optional[{"[" * 5000}]") -> None:\n    """F."""\n'
    rules, errors = rules_and_errors(checked(workspace, HINT + code))
    assert "typing/optional-syntax" in rules
    assert errors == ""


def test_nul_in_a_string(workspace: Workspace) -> None:
    rules, _ = rules_and_errors(checked(workspace, HINT + "y = '\x00'\n"))
    assert "typing/optional-syntax" in rules


def test_an_error_keeps_the_findings_around_it(workspace: Workspace) -> None:
    report = checked(workspace, HINT + "def half(\n\ndef whole(z: Optional[str]): ...\n")
    lines = [f.start[0] for f in report.findings if f.rule == "typing/optional-syntax"]
    assert lines == [3, 6]
    assert "syntax error" in report.errors[0].message


def test_a_broken_file_is_not_fixed(workspace: Workspace) -> None:
    data = (HINT + "x = (\n").encode()
    outcome = workspace.fix_file(workspace.folder / "app.py", data)
    assert outcome.after == data
    assert outcome.errors


def test_fix_keeps_encoding_newlines_and_mark(workspace: Workspace) -> None:
    head = b"\xef\xbb\xbffrom typing import Optional\r\n\r\n"
    data = head + "é: Optional[int] = 1\r\n".encode()
    outcome = workspace.fix_file(workspace.folder / "app.py", data)
    assert outcome.after == b"\xef\xbb\xbf" + "é: int | None = 1\r\n".encode()
