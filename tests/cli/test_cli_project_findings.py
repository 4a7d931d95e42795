"""Findings of project rules in ``check``: files that are not Python, under the same settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

FILES = {
    "app/config.py": (
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    name: str\n"
    ),
    ".env.example": "# é\nNAME=\nOLD=1\n",
}
SELECT = 'select = ["config/env-example"]\n'
FOUND = {
    "file": ".env.example",
    "line": 3,
    "column": 1,
    "end_line": 3,
    "end_column": 4,
    "rule": "config/env-example",
    "message": "`OLD` is in the template, but no setting reads it",
    "severity": "hint",
    "fix": None,
}


def found(run: Callable[..., Any], *arguments: str) -> tuple[list[dict[str, Any]], int]:
    done = run("check", "--format", "json", *arguments)
    return json.loads(done.out)["findings"], done.code


SETTINGS = {
    "as it is": (SELECT, "hint"),
    "severity": (SELECT + 'severity = { "config/env-example" = "error" }\n', "error"),
    "include": (SELECT + 'include = ["app/**"]\n', "hint"),
    "exclude": (SELECT + 'exclude = [".env*"]\n', None),
    "per-file-ignores": (SELECT + 'per-file-ignores = { ".env.example" = ["config"] }\n', None),
    "ignores elsewhere": (SELECT + 'per-file-ignores = { "app/**" = ["config"] }\n', "hint"),
    "not selected": ('select = ["typing"]\n', None),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_decide(name, project, run) -> None:
    settings, severity = SETTINGS[name]
    project({**FILES, "houserules.toml": settings})
    expected = [] if severity is None else [{**FOUND, "severity": severity}]
    assert found(run)[0] == expected
    # Remembered results and processes of their own come to the same.
    assert found(run)[0] == expected
    assert found(run, "--jobs", "2", "--no-cache")[0] == expected


NAMED = {
    (".",): True,
    ("app",): False,
    ("app/config.py",): False,
    ("app", "."): True,
    (".env.example",): True,
    (".env.example", "app/config.py"): True,
}


@pytest.mark.parametrize("paths", NAMED, ids=str)
def test_only_below_what_was_named(paths, project, run) -> None:
    project({**FILES, "houserules.toml": SELECT})
    assert bool(found(run, *paths)[0]) is NAMED[paths]


def test_a_named_file_is_not_taken_for_python(project, run) -> None:
    folder = project({**FILES, "houserules.toml": SELECT})
    for command in ("check", "fix"):
        done = run(command, ".env.example")
        assert (done.code, "syntax" in done.out + done.err) == (command == "fix", False)
    assert run("baseline", ".env.example").code == 0
    assert run("check", ".env.example").out == "No findings in 0 files, 1 in the baseline.\n"
    assert (folder / ".env.example").read_text() == FILES[".env.example"]


def test_bad_settings_of_a_folder_without_python_are_told(project, run) -> None:
    project({"app/a.py": "", "sub/.env.example": "", "sub/houserules.toml": "selct = 1\n"})
    for named in ("sub", "sub/.env.example"):
        done = run("check", named)
        assert (done.code, "unknown key `selct`" in done.err) == (2, True)


def test_every_project_its_own(project, run) -> None:
    nested = {f"sub/{name}": text for name, text in FILES.items()}
    project({**FILES, **nested, "houserules.toml": SELECT, "sub/houserules.toml": SELECT})
    assert [f["file"] for f in found(run)[0]] == [".env.example", "sub/.env.example"]


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "junit"])
def test_in_all_formats(form, project, run) -> None:
    settings = SELECT + 'severity = { "config/env-example" = "error" }\n'
    project({**FILES, "houserules.toml": settings})
    done = run("check", "--format", form)
    assert done.code == 1
    assert ".env.example" in done.out
    assert "OLD" in done.out


def test_bad_settings_are_said_and_nothing_is_guessed(project, run) -> None:
    project({**FILES, "houserules.toml": SELECT + "nonsense = 1\n"})
    findings, code = found(run)
    assert (findings, code) == ([], 2)


def test_fix_lists_what_is_left_of_them(project, run) -> None:
    folder = project({**FILES, "houserules.toml": SELECT})
    for flags in ((), ("--unsafe",)):
        done = run("fix", *flags)
        assert done.code == 1
        assert done.out.startswith(".env.example:3:1: hint config/env-example `OLD`")
    assert run("fix", "app").code == 0
    run("baseline")
    done = run("fix")
    assert (done.code, done.out.splitlines()[0]) == (0, "No findings in 1 file, 1 in the baseline.")
    assert (folder / ".env.example").read_text() == FILES[".env.example"]


def test_fix_sees_what_its_own_fixes_came_to(project, run) -> None:
    """A fix writes the variable into the template; nothing about it is left afterwards."""
    project({**FILES, "houserules.toml": SELECT, ".env.example": "# none\n"})
    done = run("fix", "--unsafe")
    assert (done.code, "No findings" in done.out) == (0, True)
