"""``houserules check``: what is found, where it goes, and the exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from houserules.cli.formats import FORMATS

OLD = 'from typing import Optional\n\n\ndef f(key: Optional[str]) -> None: """F."""\n'
NEW = 'def f(key: str | None) -> None: """F."""\n'
FINDING = "app/old.py:4:12: warning typing/optional-syntax"
SELECT = 'select = ["typing/optional-syntax"]\n'


def test_text(project, run) -> None:
    project({"houserules.toml": SELECT, "app/old.py": OLD, "app/new.py": NEW})
    done = run("check")
    assert done.code == 1
    assert done.out.startswith(FINDING)
    assert (
        '4 | def f(key: Optional[str]) -> None: """F."""\n  |            ^^^^^^^^^^^^^\n'
        in done.out
    )
    assert done.out.endswith("1 finding in 2 files (1 fixable with `houserules fix`).\n")
    assert done.err == ""


def test_json_with_edits(project, run) -> None:
    project({"houserules.toml": SELECT, "app/old.py": OLD})
    plain = json.loads(run("check", "--format", "json").out)
    (finding,) = plain["findings"]
    assert "edits" not in finding["fix"]
    (finding,) = json.loads(run("check", "--format", "json", "--edits").out)["findings"]
    assert finding["fix"]["edits"]
    lines = OLD.split("\n")
    for edit in finding["fix"]["edits"]:
        assert edit["line"] <= len(lines)


EXITS = {
    "nothing": ({"a.py": NEW}, (), 0),
    "a finding": ({"a.py": OLD}, (), 1),
    "below --fail-on": ({"a.py": OLD}, ("--fail-on", "error"), 0),
    "a hint": (
        {"a.py": OLD, "houserules.toml": 'severity = { typing = "hint" }'},
        (),
        0,
    ),
    "a hint that counts": (
        {"a.py": OLD, "houserules.toml": 'severity = { typing = "hint" }'},
        ("--fail-on", "hint"),
        1,
    ),
    "exit-zero": ({"a.py": OLD}, ("--exit-zero",), 0),
    "a syntax error": ({"a.py": "def f(:\n"}, ("--exit-zero",), 2),
    "not a source file": ({"a.py": b"# coding: nonsense\n"}, (), 2),
    "no such file": ({"a.py": NEW}, ("b.py",), 2),
    "an unknown option": ({"a.py": NEW}, ("--selct", "typing"), 2),
    "an unknown rule": ({"a.py": NEW}, ("--select", "tiping"), 2),
    "an unknown profile": ({"a.py": NEW}, ("--profile", "recomended"), 2),
    "a deselected rule": ({"a.py": OLD}, ("--ignore", "typing"), 0),
    "two selected": ({"a.py": OLD}, ("--select", "docs,typing"), 1),
    "a version": ({"a.py": NEW, "houserules.toml": 'required-version = ">99"'}, (), 2),
    "verified": ({"a.py": OLD, "b.py": OLD}, ("--verify",), 1),
    "without a cache": ({"a.py": OLD}, ("--no-cache",), 1),
}


@pytest.mark.parametrize("name", EXITS)
def test_exit_codes(name, project, run) -> None:
    files, arguments, code = EXITS[name]
    project(files)
    assert run("check", *arguments).code == code


def test_bad_settings_are_named_and_their_files_left_alone(project, run) -> None:
    project(
        {
            "good/houserules.toml": SELECT,
            "good/a.py": OLD,
            "bad/pyproject.toml": '[tool.houserules]\nselect = [\n  "typing/optional-sintax",\n]\n',
            "bad/a.py": OLD,
        }
    )
    done = run("check")
    assert done.code == 2
    message = "unknown rule `typing/optional-sintax`; did you mean `typing/optional-syntax`?"
    assert done.err == f"bad/pyproject.toml:3:3: error: {message}\n"
    assert done.out.startswith("good/a.py:4:12: ")
    assert "bad/a.py" not in done.out
    report = json.loads(run("check", "--format", "json").out)
    assert report["errors"] == [{"file": "bad/pyproject.toml", "line": 3, "message": message}]


def test_a_mistake_on_the_command_line_is_said_once(project, run) -> None:
    project(
        {"a/houserules.toml": SELECT, "a/a.py": NEW, "b/houserules.toml": SELECT, "b/b.py": NEW}
    )
    done = run("check", "--ignore", "tiping")
    message = "unknown rule or area `tiping`; did you mean `typing`?"
    assert done.err == f"command line: error: {message}\n"


def test_a_syntax_error_leaves_the_rest(project, run) -> None:
    project({"houserules.toml": SELECT, "app/old.py": OLD, "app/bad.py": "x = (\n\n" + OLD})
    done = run("check", "--format", "json")
    report = json.loads(done.out)
    assert done.code == 2
    assert [error["file"] for error in report["errors"]] == ["app/bad.py"]
    assert "app/old.py" in {finding["file"] for finding in report["findings"]}


def test_stdin(project, run) -> None:
    project({"houserules.toml": SELECT})
    done = run("check", "--stdin-filename", "app/old.py", "-", stdin=OLD.encode())
    assert (done.code, done.out[: len(FINDING)]) == (1, FINDING)
    assert run("check", "-", stdin=b"").code == 2
    assert run("check", "--stdin-filename", "x.py", stdin=b"").code == 2


def test_output_file(project, run) -> None:
    folder = project({"a.py": OLD})
    done = run("check", "--output-file", "report.json", "--format", "json")
    assert (done.code, done.out) == (1, "")
    assert json.loads((folder / "report.json").read_text())["version"] == 1
    assert run("check", "--output-file", "missing/report.json").code == 2


@pytest.mark.parametrize("form", FORMATS)
def test_an_output_file_holds_what_stdout_would(form, project, run, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    folder = project({"a.py": OLD, "b.py": "x = (\n", "report": "old"})
    done = run("check", "--format", form, "--output-file", "report")
    assert (done.code, done.out) == (2, "")
    text = (folder / "report").read_text()
    assert "\x1b" not in text
    monkeypatch.delenv("FORCE_COLOR")
    seconds = re.compile(r"(seconds.: |time=.)[\d.]+")
    assert seconds.sub("", text) == seconds.sub("", run("check", "--format", form).out)
    assert sorted(path.name for path in folder.iterdir()) == ["a.py", "b.py", "report"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and devices are POSIX")
def test_an_output_file_is_replaced_or_left(project, run) -> None:
    folder = project({"a.py": OLD, "report": "old", "b/keep": ""})
    (folder / "link").symlink_to("report")
    (folder / "report").chmod(0o640)
    assert run("check", "--output-file", "link").code == 1
    assert (folder / "link").is_symlink()
    assert (folder / "report").read_text().startswith("a.py:")
    assert (folder / "report").stat().st_mode & 0o777 == 0o640
    before = (folder / "report").read_text()
    (folder / "report").chmod(0o440)
    assert run("check", "--exit-zero", "--output-file", "report").code == 2
    assert (folder / "report").read_text() == before
    assert run("check", "--output-file", os.devnull).code == 1


def test_excluded_files_that_are_named(project, run) -> None:
    settings = SELECT + 'exclude = ["old/"]\n'
    folder = project({"houserules.toml": settings, "old/a.py": OLD, "b.py": OLD})
    assert run("check", "old/a.py").code == 1
    assert run("check", "--force-exclude", "old/a.py").code == 0
    done = run("check", "--force-exclude", "old/a.py", "b.py")
    assert (done.code, "old/a.py" in done.out) == (1, False)
    run("fix", "--force-exclude", "old/a.py", "b.py")
    assert [(folder / name).read_text() == OLD for name in ("old/a.py", "b.py")] == [True, False]


OUT = ("old/a.py", "ignored.py", "env/bin/a.py")


@pytest.mark.parametrize("name", OUT)
def test_excluded_files_on_stdin(name, project, run) -> None:
    settings = SELECT + 'exclude = ["old/"]\n'
    ignores = {".gitignore": "ignored.py\n"}
    project({"houserules.toml": settings, "env/pyvenv.cfg": "", "env/bin/x.py": OLD, **ignores})
    stdin = ("--force-exclude", "--stdin-filename", name, "-")
    assert run("check", *stdin, stdin=OLD.encode()).out == "No findings in 0 files.\n"
    assert run("fix", *stdin, stdin=OLD.encode()).out == OLD
    assert run("check", *stdin[1:], stdin=OLD.encode()).code == 1


GENERATED = {
    "marked.py": "# @generated by a tool\n" + OLD,
    "api_pb2.py": OLD,
    "api_pb2_grpc.py": OLD,
}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_files_are_left_alone_whoever_names_them(name, project, run) -> None:
    text = GENERATED[name]
    folder = project({"houserules.toml": SELECT, name: text})
    for paths in ((), (name,)):
        assert run("check", "--no-cache", *paths).code == 0
        assert run("fix", "--unsafe", *paths).code == 0
        assert run("check", "--add-ignores", *paths).code == 0
    stdin = ("--stdin-filename", name, "-")
    assert run("check", *stdin, stdin=text.encode()).code == 0
    assert run("fix", *stdin, stdin=text.encode()).out == text
    assert (folder / name).read_text() == text


def test_statistics(project, run) -> None:
    project({"houserules.toml": SELECT, "a.py": OLD, "b.py": OLD})
    assert run("check", "--statistics").out == (
        "2  typing/optional-syntax\n2 findings in 2 files (2 fixable with `houserules fix`).\n"
    )
    assert run("check", "--statistics", "--format", "json").code == 2


def test_config_replaces_the_nearest_file(project, run) -> None:
    project({"houserules.toml": "ignore = ['all']", "other.toml": SELECT, "a.py": OLD})
    assert run("check").code == 0
    assert run("check", "--config", "other.toml").code == 1


def test_sarif_names_the_rule(project, run) -> None:
    project({"houserules.toml": SELECT, "a.py": OLD})
    (sarif,) = json.loads(run("check", "--format", "sarif").out)["runs"]
    (rule,) = sarif["tool"]["driver"]["rules"]
    assert rule["id"] == "typing/optional-syntax"
    assert rule["help"]["markdown"].startswith("# typing/optional-syntax\n")


def test_changed_since(project, run) -> None:
    folder = project({"old.py": OLD})

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    (folder / "new.py").write_text(OLD)
    done = run("check", "--changed-since", "HEAD")
    assert "new.py:4:12" in done.out
    assert "old.py" not in done.out
    assert run("check", "--changed-since", "nowhere").code == 2


def test_workers_find_the_same(project, run) -> None:
    files = {f"p{number}/m.py": OLD if number % 2 else NEW for number in range(6)}
    project({"houserules.toml": SELECT, "bad.py": "x = (\n", **files})
    alone, together = (
        run("check", "--edits", "--format", "json"),
        run("check", "--edits", "--format", "json", "--jobs", "2"),
    )
    first, second = json.loads(alone.out), json.loads(together.out)
    assert first.pop("summary")["findings"] == second.pop("summary")["findings"] == 3
    assert (first, alone.code) == (second, together.code)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are POSIX")
def test_a_reader_that_goes_away_is_no_error(project) -> None:
    project({f"m{number}.py": OLD * 20 for number in range(20)})
    command = f"'{sys.executable}' -m houserules check | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "warning" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["requirements-dev.txt", "ruff.toml", ".env.example"])
def test_a_file_that_rules_read_as_something_else_is_not_taken_for_python(
    name, project, run
) -> None:
    project({"houserules.toml": 'profile = "recommended"\n', name: "httpx>=0.27 ; extra\n"})
    done = run("check", name)
    assert (done.code, "syntax error" in done.out) == (0, False)
