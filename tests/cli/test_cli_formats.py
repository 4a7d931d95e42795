"""The output formats, each from the same report."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from houserules.analysis.severity import Severity
from houserules.cli.exits import exit_code
from houserules.cli.formats import renderer
from houserules.cli.formats.statistics import render as statistics
from houserules.cli.report import Listed, ListedEdit, ListedFix, Report, Trouble

FINDING = Listed(
    file="app/x.py",
    line=3,
    column=12,
    end_line=3,
    end_column=25,
    rule="sample/optional",
    message="write `str | None`",
    severity=Severity.WARNING,
    fix=ListedFix("safe", "statement", "Write `str | None`"),
    source="def f(key: Optional[str]):",
)
UNSAFE = Listed(
    file="app/a b:ü.py",
    line=1,
    column=1,
    end_line=2,
    end_column=4,
    rule="sample/docstring",
    message="50% of,\nlines: \x1b[31mred",
    severity=Severity.HINT,
    fix=ListedFix("unsafe", "project", "Rename", (ListedEdit(1, 1, 1, 3, "x"),)),
    source="日本 = '\t'",
)
REPORT = Report((FINDING, UNSAFE), (Trouble("app/bad.py", 7, "invalid syntax"),), 12, 0.8004)
CLEAN = Report((), (), 1, 0.1)


def render(form: str, report: Report = REPORT) -> str:
    return renderer(form)(report, colour=False)


def test_json() -> None:
    assert json.loads(render("json")) == {
        "version": 1,
        "findings": [
            {
                "file": "app/x.py",
                "line": 3,
                "column": 12,
                "end_line": 3,
                "end_column": 25,
                "rule": "sample/optional",
                "message": "write `str | None`",
                "severity": "warning",
                "fix": {
                    "safety": "safe",
                    "reach": "statement",
                    "title": "Write `str | None`",
                },
            },
            {
                "file": "app/a b:ü.py",
                "line": 1,
                "column": 1,
                "end_line": 2,
                "end_column": 4,
                "rule": "sample/docstring",
                "message": "50% of,\nlines: \x1b[31mred",
                "severity": "hint",
                "fix": {
                    "safety": "unsafe",
                    "reach": "project",
                    "title": "Rename",
                    "edits": [
                        {"line": 1, "column": 1, "end_line": 1, "end_column": 3, "text": "x"}
                    ],
                },
            },
        ],
        "errors": [{"file": "app/bad.py", "line": 7, "message": "invalid syntax"}],
        "summary": {"files": 12, "findings": 2, "fixable": 1, "seconds": 0.8},
    }


def test_text() -> None:
    assert render("text") == (
        "app/x.py:3:12: warning sample/optional write `str | None`\n"
        "3 | def f(key: Optional[str]):\n"
        "  |            ^^^^^^^^^^^^^\n"
        "    = fix: Write `str | None`\n"
        "app/a b:ü.py:1:1: hint sample/docstring 50% of, lines:  [31mred\n"
        "1 | 日本 = ' '\n"
        "  | ^^^^^^^^^^\n"
        "    = fix: Rename (unsafe)\n"
        "app/bad.py:7: error invalid syntax\n"
        "2 findings in 12 files (1 fixable with `houserules fix`), 1 error.\n"
    )
    assert render("text", CLEAN) == "No findings in 1 file.\n"


def test_text_with_colours_says_the_same() -> None:
    import click

    coloured = renderer("text")(REPORT, colour=True)
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == render("text")


def test_a_long_line_is_cut_around_the_mark() -> None:
    source = "x = " + "a" * 200 + " + bad + " + "b" * 200
    at = source.index("bad")
    finding = Listed("f.py", 1, at + 1, 1, at + 4, "r/r", "m", Severity.HINT, None, source)
    _, line, carets, _ = render("text", Report((finding,), (), 1, 0)).splitlines()
    assert len(line) <= 90
    assert line[carets.index("^") : carets.index("^") + 3] == "bad"
    assert carets.strip(" |") == "^^^"


def test_github() -> None:
    assert render("github") == (
        "::warning title=houserules (sample/optional),file=app/x.py,line=3,endLine=3,"
        "col=12,endColumn=24::app/x.py:3:12: sample/optional: write `str | None`\n"
        "::notice title=houserules (sample/docstring),file=app/a b%3Aü.py,line=1,endLine=2"
        "::app/a b:ü.py:1:1: sample/docstring: 50%25 of,%0Alines:  [31mred\n"
        "::error title=houserules,file=app/bad.py,line=7::invalid syntax\n"
    )


def test_sarif() -> None:
    log = json.loads(render("sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "houserules"
    assert [rule["id"] for rule in driver["rules"]] == ["sample/docstring", "sample/optional"]
    assert run["columnKind"] == "unicodeCodePoints"
    first, second = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == (
        "sample/optional",
        1,
        "warning",
    )
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "app/x.py"},
        "region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 25},
    }
    assert "fixes" not in first
    names = [result["partialFingerprints"]["houserules/v1"] for result in run["results"]]
    assert len(set(names)) == 2
    assert second["level"] == "note"
    (fix,) = second["fixes"]
    assert fix["artifactChanges"][0]["artifactLocation"]["uri"] == "app/a%20b:%C3%BC.py"
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "x"}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"] == {"text": "invalid syntax"}


def test_gitlab() -> None:
    first, second, error = json.loads(render("gitlab"))
    fingerprint = first.pop("fingerprint")
    assert first == {
        "description": "write `str | None`",
        "check_name": "sample/optional",
        "severity": "major",
        "location": {"path": "app/x.py", "lines": {"begin": 3}},
    }
    assert (second["severity"], second["location"]["path"]) == ("info", "app/a b:ü.py")
    assert (error["severity"], error["location"]["lines"]) == ("blocker", {"begin": 7})
    assert len({fingerprint, second["fingerprint"], error["fingerprint"]}) == 3
    assert json.loads(render("gitlab", CLEAN)) == []


def moved(finding: Listed, line: int) -> Listed:
    return replace(finding, line=line, end_line=line, scope="f", code="Optional[str]")


def test_gitlab_recognises_a_finding_that_moved() -> None:
    def fingerprints(*lines: int) -> list[str]:
        findings = tuple(moved(FINDING, line) for line in lines)
        issues = json.loads(render("gitlab", Report(findings, (), 1, 0)))
        return [issue["fingerprint"] for issue in issues]

    assert fingerprints(3, 9) == fingerprints(5, 7)
    assert len(set(fingerprints(3, 9))) == 2
    assert fingerprints(3, 9)[:1] == fingerprints(4)


def test_junit() -> None:
    suites = ElementTree.fromstring(render("junit"))
    assert {**suites.attrib} == {
        "name": "houserules",
        "tests": "3",
        "failures": "2",
        "errors": "1",
        "time": "0.800",
    }
    assert [(suite.get("name"), suite.get("tests")) for suite in suites] == [
        ("app/x.py", "1"),
        ("app/a b:ü.py", "1"),
        ("app/bad.py", "1"),
    ]
    (case,) = suites[0]
    assert {**case.attrib} == {
        "name": "sample/optional 3:12",
        "classname": "app/x.py",
        "file": "app/x.py",
        "line": "3",
    }
    (failure,) = case
    assert (failure.get("type"), failure.get("message")) == ("warning", "write `str | None`")
    assert failure.text == "app/x.py:3:12: sample/optional write `str | None`"
    (error,) = suites[2][0]
    assert (error.tag, error.text) == ("error", "app/bad.py:7: invalid syntax")


def test_a_clean_junit_report_is_a_test_that_passed() -> None:
    suites = ElementTree.fromstring(render("junit", CLEAN))
    assert (suites.get("tests"), suites.get("failures")) == ("1", "0")
    assert [case.get("name") for case in suites.iter("testcase")] == ["no findings"]
    assert list(suites.iter("failure")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<a href="x">&amp;]]>',
        "\x00\x1b[31m\x7f",
        "\udc80 \udcff",
        "\ufffe\uffff",
        "日本 🎉",
        "a\r\nb\tc",
    ],
    ids=["markup", "control characters", "surrogates", "no characters", "letters", "breaks"],
)
def test_junit_is_valid_whatever_is_in_it(text) -> None:
    finding = replace(FINDING, file=f"a{text}.py", message=text, code=text, scope=text)
    error = Trouble(f"b{text}.py", None, text)
    written = render("junit", Report((finding,), (error,), 1, 0))
    suites = ElementTree.fromstring(written.encode("utf-8"))
    assert [suite.get("failures") for suite in suites] == ["1", "0"]
    for form in ("gitlab", "sarif", "json"):
        json.loads(render(form, Report((finding,), (error,), 1, 0)))


def test_statistics() -> None:
    report = Report((FINDING, UNSAFE, FINDING), (), 2, 0)
    assert statistics(report, colour=False) == (
        "2  sample/optional\n"
        "1  sample/docstring\n"
        "3 findings in 2 files (2 fixable with `houserules fix`).\n"
    )


EXITS = [
    (REPORT, Severity.WARNING, False, 2),
    (CLEAN, Severity.HINT, False, 0),
    (Report((FINDING,), (), 1, 0), Severity.WARNING, False, 1),
    (Report((FINDING,), (), 1, 0), Severity.ERROR, False, 0),
    (Report((UNSAFE,), (), 1, 0), Severity.WARNING, False, 0),
    (Report((UNSAFE,), (), 1, 0), Severity.HINT, False, 1),
    (Report((FINDING,), (), 1, 0), Severity.HINT, True, 0),
    (REPORT, Severity.HINT, True, 2),
]


@pytest.mark.parametrize(("report", "fail_on", "exit_zero", "code"), EXITS)
def test_exit_codes(report, fail_on, exit_zero, code) -> None:
    assert exit_code(report, fail_on, exit_zero=exit_zero) == code
