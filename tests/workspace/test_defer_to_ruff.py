"""What a project's ruff settings leave of our findings, through a whole workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from houserules.workspace.project import Workspace
from houserules.workspace.project_settings import EditorProjects

CODE = """def f(a=[]) -> None:
    \"\"\"Do it.\"\"\"
    try:
        a.append(1)
    except:
        pass


def g() -> None:
    return None


class A:
    def h(self) -> None:
        return None
"""
OURS = 'select = ["errors/bare-except", "docs/required", "style/mutable-argument-default"]\n'
ALL = "style/mutable-argument-default errors/bare-except docs/required docs/required"


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


CASES: dict[str, tuple[dict[str, str], str]] = {
    "no ruff": ({}, ALL),
    "ruff selects something else": ({"ruff.toml": 'lint.select = ["W"]'}, ALL),
    "by its defaults": (
        {"ruff.toml": ""},
        "style/mutable-argument-default docs/required docs/required",
    ),
    "a whole rule": ({"ruff.toml": 'lint.select = ["B006"]'}, ALL.partition(" ")[2]),
    "a part of a rule": (
        {"ruff.toml": 'lint.select = ["D103"]'},
        "style/mutable-argument-default errors/bare-except docs/required",
    ),
    "everything": ({"ruff.toml": 'lint.select = ["ALL"]'}, ""),
    "switched off": (
        {"ruff.toml": 'lint.select = ["ALL"]', "houserules.toml": f"defer-to-ruff = false\n{OURS}"},
        ALL,
    ),
    "ignored by ruff in this file": (
        {"ruff.toml": 'lint.select = ["ALL"]\nlint.per-file-ignores = { "app/*" = ["B"] }'},
        "style/mutable-argument-default",
    ),
    "left out by ruff": ({"ruff.toml": 'exclude = ["app"]\nlint.select = ["ALL"]'}, ALL),
    "in the project's pyproject": (
        {"pyproject.toml": '[tool.ruff.lint]\nselect = ["B006", "D102", "D103"]'},
        "errors/bare-except",
    ),
    "nearer than our settings": (
        {"ruff.toml": 'lint.select = ["ALL"]', "app/ruff.toml": 'lint.select = ["E722"]'},
        "style/mutable-argument-default docs/required docs/required",
    ),
    "extended": (
        {"base/r.toml": 'lint.select = ["B", "D"]', "ruff.toml": 'extend = "base/r.toml"'},
        "errors/bare-except",
    ),
    "what it extends is missing": ({"ruff.toml": 'extend = "gone.toml"\nselect = ["ALL"]'}, ALL),
    "by name, in preview": (
        {"ruff.toml": 'lint.preview = true\nlint.select = ["bare-except", "B006"]'},
        "docs/required docs/required",
    ),
    # Whoever tells ruff to pass decorated functions over does not want to hear of them from us.
    "decorated functions that ruff passes over": (
        {
            "ruff.toml": 'lint.select = ["B006", "E722", "D"]\n'
            'lint.pydocstyle.ignore-decorators = ["typing.overload"]'
        },
        "",
    ),
    "extends itself": ({"ruff.toml": 'extend = "ruff.toml"\nlint.select = ["ALL"]'}, ALL),
    "broken": ({"ruff.toml": '[lint\nselect = ["ALL"]'}, ALL),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str, tmp_path: Path) -> None:
    files, expected = CASES[name]
    folder = written(tmp_path, {"houserules.toml": OURS, **files})
    report = Workspace(folder).check_file(folder / "app" / "x.py", CODE.encode())
    assert [finding.rule for finding in report.findings] == expected.split()


IGNORES = {
    "left to ruff as a whole": ('lint.select = ["E722"]', "errors/bare-except", ()),
    "not left to ruff": (
        'lint.select = ["W"]',
        "errors/bare-except",
        ("suppressions/unused-ignore",),
    ),
}


@pytest.mark.parametrize("name", IGNORES)
def test_an_ignore_of_a_deferred_rule_is_not_unused(name: str, tmp_path: Path) -> None:
    ruff, rule, expected = IGNORES[name]
    folder = written(tmp_path, {"houserules.toml": OURS, "ruff.toml": ruff})
    code = f"x = 1  # houserules: ignore[{rule}]\n"
    report = Workspace(folder).check_file(folder / "x.py", code.encode())
    assert tuple(finding.rule for finding in report.findings) == expected


def test_an_ignore_of_a_finding_that_is_left_to_ruff_is_used(tmp_path: Path) -> None:
    files = {"houserules.toml": OURS, "ruff.toml": 'lint.select = ["D103"]'}
    folder = written(tmp_path, files)
    code = "def g():  # houserules: ignore[docs/required]\n    return 1\n"
    assert Workspace(folder).check_file(folder / "x.py", code.encode()).findings == ()


OPPOSITES: dict[str, tuple[dict[str, str], list[tuple[str, int, str]]]] = {
    "an option": (
        {
            "ruff.toml": 'lint.select = ["UP"]',
            "houserules.toml": 'select = ["typing"]\n\n'
            '[rules."typing/collection-generics"]\nstyle = "typing"\n',
        },
        [("houserules.toml", 3, "`typing/collection-generics`: UP006 (ruff.toml:1)")],
    ),
    "a convention, two codes in one notice": (
        {
            "pyproject.toml": '[tool.ruff]\nlint.select = ["UP"]\n[tool.houserules]\n'
            'select = ["typing/optional-syntax"]\nconventions.optional-style = "typing"\n',
        },
        [("pyproject.toml", 4, "`typing/optional-syntax`: UP045 and UP007 (pyproject.toml:2)")],
    ),
    "an option of ruff": (
        {
            "ruff.toml": '[lint]\nselect = ["I"]\nisort.force-sort-within-sections = true',
            "houserules.toml": 'select = ["docs"]\nextend-select = ["imports/sorted"]\n',
        },
        [
            (
                "houserules.toml",
                1,
                "`imports/sorted`: I001 with `lint.isort.force-sort-within-sections` (ruff.toml:3)",
            )
        ],
    ),
    "a profile": (
        {
            "ruff.toml": '[lint]\nselect = ["I"]\nisort.length-sort = true',
            "houserules.toml": 'target-version = "py312"\nprofile = "recommended"\n',
        },
        [("houserules.toml", 1, "`imports/sorted`: I001 with `lint.isort.length-sort`")],
    ),
    "without settings of ours": (
        {"ruff.toml": '[lint]\nselect = ["I"]\nisort.length-sort = true'},
        [("ruff.toml", 2, "`imports/sorted`: I001 with `lint.isort.length-sort`")],
    ),
    "no rule that is active": (
        {
            "ruff.toml": 'lint.select = ["UP"]',
            "houserules.toml": 'select = ["docs"]\nconventions.optional-style = "typing"\n',
        },
        [],
    ),
    "switched off": (
        {
            "ruff.toml": 'lint.select = ["UP"]',
            "houserules.toml": "defer-to-ruff = false\n"
            'select = ["typing"]\nconventions.optional-style = "typing"\n',
        },
        [],
    ),
}


@pytest.mark.parametrize("name", OPPOSITES)
def test_one_notice_where_ruff_demands_the_opposite(name: str, tmp_path: Path) -> None:
    files, expected = OPPOSITES[name]
    folder = written(tmp_path, files)
    problems = Workspace(folder).settings_for(folder / "app" / "x.py").problems
    notices = [p for p in problems if p.message.startswith("ruff demands")]
    assert [(Path(p.path or "").name, p.line) for p in notices] == [e[:2] for e in expected]
    for notice, (_, _, text) in zip(notices, expected, strict=True):
        assert text in notice.message
        assert notice.severity.label == "information"


def test_a_rule_whose_opposite_ruff_demands_is_still_checked(tmp_path: Path) -> None:
    files = {
        "ruff.toml": 'lint.select = ["UP"]',
        "houserules.toml": 'select = ["typing/optional-syntax"]\n'
        'conventions.optional-style = "typing"\n',
    }
    folder = written(tmp_path, files)
    report = Workspace(folder).check_file(folder / "x.py", b"x: int | None = None\n")
    assert [finding.rule for finding in report.findings] == ["typing/optional-syntax"]


def test_an_editor_session_follows_ruffs_files(tmp_path: Path) -> None:
    folder = written(tmp_path, {"houserules.toml": OURS})
    projects = EditorProjects()
    projects.configure([str(folder)], {})
    path, ruff = folder / "x.py", folder / "ruff.toml"
    assert "errors/bare-except" in projects.rules_for(path)[0].active
    ruff.write_text('lint.select = ["E722"]')
    assert projects.concerns_settings([str(ruff)])
    projects.forget()
    assert "errors/bare-except" not in projects.rules_for(path)[0].active
    ruff.unlink()
    projects.forget()
    assert "errors/bare-except" in projects.rules_for(path)[0].active
