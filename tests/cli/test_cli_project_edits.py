"""``check --edits`` and stdin, where a fix changes other files than that of its finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SETTINGS = 'select = ["config/no-environ", "project/feature-package", "naming"]\n'
FILES = {
    "houserules.toml": SETTINGS,
    "app/__init__.py": "",
    "app/config.py": (
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    name: str\n\n\n"
        "def get_settings() -> Settings:\n    return Settings()\n"
    ),
    "app/main.py": 'import os\n\n\ndef where() -> str:\n    return os.environ["HOST"]\n',
    ".env.example": "NAME=\n",
}
READ = FILES["app/main.py"]
_NAMES = ("__init__", "models", "store", "types", "errors", "routes")
FEATURE = {f"app/plans/{name}.py": "" for name in _NAMES}
MODULE = {
    "app/loadUsers.py": "LIMIT = 1\n",
    "app/pages.py": "from app import loadUsers\n\nprint(loadUsers.LIMIT)\n",
}
CASES = {
    "edits": (FILES, "config/no-environ", ("--unsafe",)),
    "a new file": ({**FILES, **FEATURE}, "project/feature-package", ("--skeletons",)),
    "a new name": ({**FILES, **MODULE}, "naming/module-name", ("--unsafe",)),
    "below a folder of its own": (
        {f"sub/{name}": text for name, text in FILES.items()},
        "config/no-environ",
        ("--unsafe",),
    ),
}


def held(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.*")}


def fixes(run: Callable[..., Any], *arguments: str, stdin: bytes = b"") -> list[dict]:
    done = run("check", "--format", "json", "--edits", *arguments, stdin=stdin)
    return [f["fix"] for f in json.loads(done.out)["findings"] if f["fix"]]


def edited(text: str, edits: list[dict]) -> str:
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]
    for e in reversed(edits):
        start = starts[e["line"] - 1] + e["column"] - 1
        end = starts[e["end_line"] - 1] + e["end_column"] - 1
        text = text[:start] + e["text"] + text[end:]
    return text


def applied(files: dict[str, str], change: dict) -> dict[str, str]:
    after = dict(files)
    for file in change["files"]:
        after[file["file"]] = edited(after[file["file"]], file["edits"])
    after |= {new["file"]: new["text"] for new in change["created"]}
    for renamed in change["renamed"]:
        after[renamed["new_file"]] = after.pop(renamed["file"])
    return after


@pytest.mark.parametrize("name", CASES)
def test_the_edits_come_to_what_fix_makes(name, project, run) -> None:
    files, rule, flags = CASES[name]
    folder = project(files)
    (fix,) = fixes(run, "--select", rule)
    assert fix["edits"] == []
    shown = applied(held(folder), fix["project_edits"])
    assert [fix] == fixes(run, "--select", rule, "--jobs", "2", "--no-cache")
    run("fix", "--select", rule, *flags)
    assert held(folder) == shown


def test_the_diff_shows_every_file(project, run) -> None:
    folder = project({**FILES, **FEATURE, **MODULE})
    before = held(folder)
    diff = run("fix", "--unsafe", "--skeletons", "--diff")
    assert diff.code == 1
    for line in (
        "--- .env.example\n",
        "--- app/config.py\n",
        "--- app/main.py\n",
        "+++ app/plans/service.py\n",
        "rename from app/loadUsers.py\nrename to app/load_users.py\n",
        "--- app/pages.py\n",
    ):
        assert line in diff.out
    assert held(folder) == before


def test_edits_follow_the_texts_of_other_files(project, run) -> None:
    folder = project(FILES)
    fixes(run)
    (folder / ".env.example").write_text("# first\nNAME=\n")
    (fix,) = fixes(run)
    template = fix["project_edits"]["files"][0]
    assert (template["file"], template["edits"][0]["line"]) == (".env.example", 3)


def test_what_is_refused_has_no_edits(project, run) -> None:
    generated = {"app/pages.py": "# @generated\n" + MODULE["app/pages.py"]}
    project({**FILES, **MODULE, **generated})
    (fix,) = fixes(run, "--select", "naming/module-name")
    assert fix["edits"] == []
    assert "project_edits" not in fix
    wanted = ("--format", "sarif", "--edits", "--select", "naming/module-name")
    sarif = json.loads(run("check", *wanted).out)
    assert "fixes" not in sarif["runs"][0]["results"][0]


def test_sarif_lists_the_changes_by_file(project, run) -> None:
    project(FILES)
    sarif = json.loads(run("check", "--format", "sarif", "--edits").out)
    (fix,) = sarif["runs"][0]["results"][0]["fixes"]
    changed = [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]]
    assert changed == [".env.example", "app/config.py", "app/main.py"]
    assert all(change["replacements"] for change in fix["artifactChanges"])


def test_edits_of_stdin_are_for_its_text(project, run) -> None:
    project(FILES)
    text = "# above\n" + READ
    (fix,) = fixes(run, "--stdin-filename", "app/main.py", "-", stdin=text.encode())
    own = next(f for f in fix["project_edits"]["files"] if f["file"] == "app/main.py")
    assert edited(text, own["edits"]).startswith("# above\nfrom app.config import get_settings\n")


def test_stdin_counts_in_the_project(project, run) -> None:
    settings = FILES["app/config.py"].replace("name: str", "name: str\n    port: str")
    project(
        {
            **FILES,
            ".env.example": "NAME=\nPORT=\n",
            "houserules.toml": 'select = ["config/env-example"]\n',
        }
    )
    done = run("check", "--stdin-filename", "app/config.py", "-", stdin=settings.encode())
    assert (done.code, done.out) == (0, "No findings in 1 file.\n")


LEFT_OUT = {
    "asked for": (("--unsafe",), True),
    "with a diff": (("--unsafe", "--diff"), True),
    "not asked for": ((), False),
    "another kind": (("--skeletons",), False),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_stdin_is_fixed_alone_and_says_so(name, project, run) -> None:
    flags, said = LEFT_OUT[name]
    folder = project(FILES)
    before = held(folder)
    done = run("fix", *flags, "--stdin-filename", "app/main.py", "-", stdin=READ.encode())
    assert done.out == ("" if "--diff" in flags else READ)
    note = (
        "app/main.py: config/no-environ is not fixed: "
        "the fix changes other files, and stdin is one\n"
    )
    assert done.err == (note if said else "")
    assert held(folder) == before
