"""``houserules baseline``: what is noted, what stays hidden, what comes back, what is refused."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

SETTINGS = 'select = ["typing/optional-syntax", "errors/bare-except"]\n'
FILE = ".houserules-baseline.json"
NAMED = SETTINGS + f'baseline = "{FILE}"\n'
HEAD = "from typing import Optional\n\n\n"
OLD = (
    HEAD
    + """class Shelf:
    def find(self, key: Optional[str], other: Optional[str]) -> None:
        self.key = key


def load(path: Optional[int]) -> None:
    try:
        path = open("a,b")
    except:
        path = None
"""
)


def shown(run: Callable[..., Any], *arguments: str) -> list[tuple[str, int]]:
    """Rule and line of what ``check`` lists."""
    done = run("check", "--format", "json", *arguments)
    found = json.loads(done.out)["findings"]
    assert done.code == bool(found), done.err
    return [(f["rule"].partition("/")[2], f["line"]) for f in found]


def test_three_commands_to_a_green_check(project, run) -> None:
    folder = project({"houserules.toml": SETTINGS, "app/a.py": OLD})
    done = run("baseline")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        f"{FILE}: 4 findings in 1 file noted; from now on only new ones are reported.\n"
        f'houserules.toml: `baseline = "{FILE}"` is set.\n'
    )
    assert (folder / "houserules.toml").read_text() == NAMED
    done = run("check")
    assert (done.code, done.out) == (0, "No findings in 1 file, 4 in the baseline.\n")
    assert run("check", "--jobs", "2", "--verify").code == 0
    assert run("baseline").out == f"{FILE}: 0 findings gone and removed, 4 left.\n"


def test_the_file_has_one_sorted_line_for_each_entry(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "app/a.py": OLD, "b.py": HEAD + "x: Optional[int]"})
    run("baseline")
    text = (folder / FILE).read_text()
    lines = [line.strip().removesuffix(",") for line in text.splitlines() if '"file"' in line]
    assert [tuple(json.loads(line).values()) for line in lines] == [
        ("app/a.py", "Shelf.find", "typing/optional-syntax", "Optional[str]", 2),
        ("app/a.py", "load", "errors/bare-except", "except", 1),
        ("app/a.py", "load", "typing/optional-syntax", "Optional[int]", 1),
        ("b.py", "", "typing/optional-syntax", "Optional[int]", 1),
    ]
    assert json.loads(text)["version"] == 1
    (folder / FILE).unlink()
    run("baseline")
    assert (folder / FILE).read_text() == text


def _moved(text: str) -> str:
    """The same code with the function above the class."""
    first, _, second = text.removeprefix(HEAD).partition("\n\ndef load")
    return f"{HEAD}def load{second}\n\n{first}\n"


STAY_HIDDEN = {
    "other line numbers": lambda text: "# A comment.\n\n\n" + text,
    "a moved function": _moved,
    "indented code": lambda text: HEAD + "if True:\n" + textwrap.indent(text[len(HEAD) :], "    "),
    "tabs": lambda text: text.replace("    ", "\t"),
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "a formatter": lambda text: text.replace("Optional[str], ", "Optional[\n    str,\n], "),
    "code around it": lambda text: text.replace("self.key = key", "self.key = [key]"),
    "a parameter more": lambda text: text.replace("path: ", "x: int, path: "),
    "one of two mended": lambda text: text.replace("other: Optional[str]", "other: str | None"),
    "a comment": lambda text: text.replace("except:", "except:  # why not"),
}


@pytest.mark.parametrize("change", STAY_HIDDEN.values(), ids=STAY_HIDDEN)
def test_a_finding_is_known_wherever_its_code_goes(change, project, run) -> None:
    folder = project({"houserules.toml": NAMED, "app/a.py": OLD})
    run("baseline")
    changed = change(OLD)
    assert changed != OLD
    (folder / "app/a.py").write_bytes(changed.encode())
    assert shown(run) == []


COME_UP = {
    "a third of two": ("other:", "third: Optional[str], other:", [("optional-syntax", 5)]),
    "another function": ("def load", "def unload", [("optional-syntax", 9), ("bare-except", 12)]),
    "other code": ("Optional[int]", "Optional[bytes]", [("optional-syntax", 9)]),
}


@pytest.mark.parametrize("name", COME_UP)
def test_what_is_new_is_reported(name, project, run) -> None:
    old, new, expected = COME_UP[name]
    folder = project({"houserules.toml": NAMED, "app/a.py": OLD})
    run("baseline")
    (folder / "app/a.py").write_text(OLD.replace(old, new))
    assert shown(run) == expected
    done = run("baseline")
    assert "not in it: `houserules check` shows what is new" in done.out
    assert shown(run) == expected


def test_a_file_of_another_name_is_another_file(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "app/a.py": OLD})
    run("baseline")
    (folder / "app/a.py").rename(folder / "app/b.py")
    assert len(shown(run)) == 4
    assert f"{FILE}: 4 findings gone and removed, 0 left.\n" in run("baseline").out


def test_it_only_shrinks(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "app/a.py": OLD})
    run("baseline")
    (folder / "app/a.py").write_text(OLD.replace("Optional[int]", "int | None"))
    assert run("baseline").out == f"{FILE}: 1 finding gone and removed, 3 left.\n"
    (folder / "app/a.py").write_text(OLD)
    run("baseline")
    assert shown(run) == [("optional-syntax", 9)]
    (folder / FILE).unlink()
    run("baseline")
    assert shown(run) == []


def test_only_the_files_that_were_looked_at_shrink(project, run) -> None:
    files = {"houserules.toml": NAMED, "app/a.py": OLD, "app/gone.py": OLD, "lib/b.py": OLD}
    folder = project(files)
    run("baseline")
    for name in ("app/a.py", "lib/b.py"):
        (folder / name).write_text("x = 1\n")
    (folder / "app/gone.py").unlink()
    assert run("baseline", "lib/b.py").out == f"{FILE}: 4 findings gone and removed, 8 left.\n"
    assert run("baseline", "app").out == f"{FILE}: 8 findings gone and removed, 0 left.\n"


def test_a_file_that_could_not_be_checked_keeps_its_entries(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "app/a.py": OLD})
    run("baseline")
    (folder / "app/a.py").write_text("x = (\n")
    done = run("baseline")
    assert (done.code, done.out) == (2, f"{FILE}: 0 findings gone and removed, 4 left.\n")
    assert done.err.startswith("app/a.py:1: error syntax error")
    (folder / "app/a.py").write_text(OLD)
    assert shown(run) == []


def test_every_format_hides_what_is_known(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "a.py": OLD})
    run("baseline")
    for form in ("json", "sarif", "github", "gitlab", "junit"):
        done = run("check", "--format", form)
        assert done.code == 0
        assert "optional-syntax" not in done.out
    assert run("check", "--statistics").out == "No findings in 1 file, 4 in the baseline.\n"
    (folder / "a.py").write_text(OLD)
    stdin = run("check", "--stdin-filename", "a.py", "-", stdin=OLD.encode())
    assert (stdin.code, stdin.out) == (0, "No findings in 1 file, 4 in the baseline.\n")


def test_fix_mends_what_is_known_and_fails_for_what_is_new(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "a.py": OLD})
    run("baseline")
    done = run("fix")
    assert (done.code, done.out) == (
        0,
        "No findings in 1 file, 1 in the baseline.\n3 fixed in 1 of 1 file.\n",
    )
    assert "str | None" in (folder / "a.py").read_text()


def test_each_project_has_its_own(project, run) -> None:
    folder = project(
        {
            "pyproject.toml": "# ours\n[tool.houserules]\nignore = []\n" + SETTINGS,
            "a.py": OLD,
            "service/houserules.toml": NAMED.replace(FILE, "known/old.json"),
            "service/app/a.py": OLD,
            "clean/houserules.toml": SETTINGS,
            "clean/a.py": "x = 1\n",
        }
    )
    done = run("baseline")
    assert done.code == 0
    assert "clean/houserules.toml: no findings, no baseline is needed.\n" in done.out
    own = json.loads((folder / "service/known/old.json").read_text())["findings"]
    assert {entry["file"] for entry in own} == {"app/a.py"}
    above = json.loads((folder / FILE).read_text())["findings"]
    assert {entry["file"] for entry in above} == {"a.py"}
    settings = (folder / "pyproject.toml").read_text()
    assert settings.startswith("# ours\n[tool.houserules]\nignore = []\n")
    assert f'\nbaseline = "{FILE}"\n' in settings
    assert shown(run) == []


TEMPLATE = {
    "app/config.py": (
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    name: str\n"
    ),
    ".env.example": "NAME=\nOLD=1\n",
    "houserules.toml": f'select = ["config/env-example"]\nbaseline = "{FILE}"\n',
}


def test_findings_in_files_that_are_not_python(project, run) -> None:
    folder = project(TEMPLATE)
    assert "1 finding in 1 file noted" in run("baseline").out
    assert run("check", "--fail-on", "hint").code == 0
    (folder / ".env.example").write_text("# first\nNAME=\nNEW=1\nOLD=1\n")
    assert shown(run, "--fail-on", "hint") == [("env-example", 3)]
    (folder / ".env.example").write_text("NAME=\n")
    assert run("baseline", "app").out == f"{FILE}: 0 findings gone and removed, 1 left.\n"
    assert run("baseline").out == f"{FILE}: 1 finding gone and removed, 0 left.\n"


def test_results_that_are_remembered_follow_the_baseline(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "a.py": OLD})
    assert len(shown(run)) == 4
    run("baseline")
    assert shown(run) == []
    (folder / FILE).unlink()
    assert len(shown(run)) == 4


def test_without_settings_it_says_what_to_do(project, run) -> None:
    folder = project({"a.py": OLD})
    done = run("baseline")
    assert (done.code, done.out) == (2, "")
    assert "choose a profile first" in done.err
    assert not (folder / FILE).exists()


def test_settings_that_cannot_be_written_are_named(project, run) -> None:
    folder = project({"houserules.toml": SETTINGS, "a.py": OLD})
    (folder / "houserules.toml").chmod(0o444)
    done = run("baseline")
    assert done.code == 2
    assert f'set `baseline = "{FILE}"` by hand' in done.err
    assert (folder / FILE).exists()


ENTRY = '{"file": "a.py", "scope": "", "rule": "r", "code": "c", "count": 1}'
BAD = {
    "nothing": b"",
    "a conflict": b'{\n"version": 1,\n"findings": [\n<<<<<<< ours\n]}',
    "no object": b"[]",
    "another format": b'{"version": 2, "findings": []}',
    "no version": b'{"findings": []}',
    "no findings": b'{"version": 1, "findings": {}}',
    "an entry that is none": b'{"version": 1, "findings": [1]}',
    "a count in words": f'{{"version": 1, "findings": [{ENTRY.replace("1", "true")}]}}'.encode(),
    "a negative count": f'{{"version": 1, "findings": [{ENTRY.replace("1", "-1")}]}}'.encode(),
    "a missing key": f'{{"version": 1, "findings": [{ENTRY.replace("code", "cod")}]}}'.encode(),
    "nesting": b'{"version": 1, "findings": ' + b"[" * 100_000,
    "a long number": b'{"version": ' + b"9" * 10_000 + b"}",
    "not UTF-8": b'{"version": 1, "findings": ["\xff"]}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_left(name, project, run) -> None:
    folder = project({"houserules.toml": NAMED, "a.py": OLD, FILE: BAD[name]})
    for command in ("check", "fix", "baseline"):
        done = run(command)
        assert done.code == 2
        assert done.err.startswith(f"houserules.toml:2:12: error: baseline: `{FILE}` cannot be")
        assert "delete it and run `houserules baseline` to start anew" in done.err
        assert "a.py" not in done.out
    assert (folder / FILE).read_bytes() == BAD[name]
    assert (folder / "a.py").read_text() == OLD


OUTSIDE = ["../known.json", "/tmp/known.json", "link/known.json", "a.py", "\\u0000.json", ""]


@pytest.mark.parametrize("written", OUTSIDE)
def test_no_file_outside_the_project_is_read_or_written(written, project, run) -> None:
    folder = project(
        {"sub/houserules.toml": SETTINGS + f'baseline = "{written}"\n', "sub/a.py": OLD}
    )
    (folder / "sub/link").symlink_to(folder)
    before = sorted(folder.rglob("*"))
    for command in ("check", "baseline"):
        done = run(command, "sub")
        assert done.code == 2
        assert "cannot be used: " in done.err
    assert sorted(folder.rglob("*")) == before
    assert (folder / "sub/a.py").read_text() == OLD


def test_a_huge_file_is_not_read(project, run) -> None:
    folder = project({"houserules.toml": NAMED, "a.py": OLD})
    with (folder / FILE).open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    done = run("check")
    assert done.code == 2
    assert "it is larger than 32 MiB" in done.err


def test_code_that_was_not_looked_at_is_known_until_any_of_it_changes(project, run) -> None:
    deep = "x = (\n    1,\n    " + "(" * 500 + ")" * 500 + ",\n)\n"
    folder = project({"houserules.toml": NAMED, "a.py": OLD, "b.py": deep})
    before = json.loads(run("check", "--format", "json").out)["findings"]
    assert "syntax/not-analysed" in {finding["rule"] for finding in before}
    run("baseline")
    quiet = run("check")
    assert (quiet.code, quiet.out.splitlines()[0]) == (
        0,
        f"No findings in 2 files, {len(before)} in the baseline.",
    )
    (folder / "b.py").write_text("# Above.\n\n" + deep)
    assert "syntax/not-analysed" not in run("check").out
    (folder / "b.py").write_text(deep.replace("1,", "2,"))
    assert "syntax/not-analysed" in run("check").out


def test_a_missing_file_is_noted_and_hides_nothing(project, run) -> None:
    project({"houserules.toml": NAMED, "a.py": OLD})
    done = run("check")
    assert (done.code, done.out.count("warning")) == (1, 4)
    assert done.err == (
        f"houserules.toml:2:12: note: baseline: there is no `{FILE}` yet; "
        "`houserules baseline` writes it\n"
    )
