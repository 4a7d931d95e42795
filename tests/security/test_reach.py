"""What the command line reads, writes, runs and connects to, as Python's audit events tell it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from houserules.settings.conventions import CONVENTIONS
from houserules.workspace.catalog import rule_catalog
from tests.security.hostile import SOURCE, clean_environment

AUDITED = Path(__file__).with_name("audited.py")
OUTSIDE = "../outside"
ESCAPES = (f"{OUTSIDE}/secret.py", f"{OUTSIDE}/secret.toml", "/etc/passwd", f"./a/../../{OUTSIDE}")
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="links and paths of POSIX")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    (folder / "app").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "app" / "a.py").write_text(SOURCE, encoding="utf-8")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text(SOURCE, encoding="utf-8")
    (outside / "secret.toml").write_text('select = ["all"]\n', encoding="utf-8")
    return folder


def audited(workspace: Path, *arguments: str) -> tuple[list[tuple[str, str]], str]:
    """The events of a run that are about something outside the workspace and of Python itself."""
    log = workspace.parent / "events"
    command = [sys.executable, "-P", str(AUDITED), str(log), *arguments]
    cache = workspace.parent / "cache"
    environment = clean_environment() | {"XDG_CACHE_HOME": str(cache)}
    ran = subprocess.run(command, cwd=workspace, env=environment, capture_output=True)
    said = (ran.stdout + ran.stderr).decode()
    assert "Traceback" not in said, said
    events = [tuple(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]
    own = (
        sys.prefix,
        sys.base_prefix,
        str(AUDITED.parents[2] / "server"),
        str(workspace),
        str(cache),
    )
    return [(e, what) for e, what in events if not _is_own(what, own)], said


def _is_own(what: str, own: tuple[str, ...]) -> bool:
    return what.isdecimal() or what.startswith(own) or what == os.devnull


def outside_of(events: list[tuple[str, str]], workspace: Path) -> list[tuple[str, str]]:
    """Reads of folders above are how settings and the repository are found."""
    above = {str(folder) for folder in workspace.parents}
    names = ("pyproject.toml", "houserules.toml", ".gitignore", "ruff.toml", ".ruff.toml")
    return [
        (event, what)
        for event, what in events
        if not (event == "open" and Path(what).name in names and str(Path(what).parent) in above)
    ]


def table_of_escapes(path: str) -> dict[str, Any]:
    """Settings with a path that leads out in every string that there is."""
    options: dict[str, Any] = {}
    for rule, types in rule_catalog().option_types.items():
        options[rule] = {name: _filled(kind, path) for name, kind in types.items()}
    return {
        "profile": path,
        "select": [path, "all"],
        "ignore": [path],
        "exclude": [path],
        "src": [path],
        "extend": path,
        "baseline": path,
        "conventions": {c.key: path for c in CONVENTIONS},
        "per-file-ignores": {path: [path]},
        "roles": {path: path},
        "rules": options,
        "severity": {path: path},
    }


def _filled(kind: Any, path: str) -> Any:
    shown = str(kind)
    if "tuple" in shown or "list" in shown:
        return [path]
    if "dict" in shown.lower() or "mapping" in shown.lower():
        return {path: path}
    return path


def _toml(table: dict[str, Any]) -> str:
    import tomlkit

    text = tomlkit.dumps(table)
    assert tomllib.loads(text) == table
    return text


@pytest.mark.parametrize("path", ESCAPES)
@pytest.mark.parametrize("command", ["check", "fix", "config"])
def test_settings_do_not_lead_out(workspace: Path, path: str, command: str) -> None:
    text = _toml(table_of_escapes(path))
    (workspace / "houserules.toml").write_text(text, encoding="utf-8")
    events, _ = audited(workspace, command)
    assert outside_of(events, workspace) == []


@pytest.mark.parametrize("path", ESCAPES)
@pytest.mark.parametrize("key", ["extend", "baseline"])
def test_each_alone(workspace: Path, path: str, key: str) -> None:
    settings = f'select = ["typing"]\n{key} = "{path}"\n'
    (workspace / "houserules.toml").write_text(settings, encoding="utf-8")
    events, _ = audited(workspace, "fix", "--unsafe")
    assert outside_of(events, workspace) == []
    assert (workspace.parent / "outside" / "secret.py").read_text(encoding="utf-8") == SOURCE


@POSIX_ONLY
def test_links_are_not_followed_out(workspace: Path) -> None:
    (workspace / "houserules.toml").write_text('select = ["typing"]\n', encoding="utf-8")
    outside = workspace.parent / "outside"
    (workspace / "app" / "link.py").symlink_to(outside / "secret.py")
    (workspace / "app" / "folder").symlink_to(outside)
    (workspace / "app" / "loop").symlink_to(workspace)
    (workspace / "app" / "self.py").symlink_to("self.py")
    events, said = audited(workspace, "fix", ".")
    assert outside_of(events, workspace) == []
    assert "1 of 1 file" in said
    events, said = audited(workspace, "fix", "app/link.py", "app/self.py")
    assert (outside / "secret.py").read_text(encoding="utf-8") == SOURCE
    assert "not written" in said


@POSIX_ONLY
def test_a_linked_settings_file(workspace: Path) -> None:
    """What it says counts no more than if it stood here; nothing of it is shown."""
    secret = workspace.parent / "outside" / "secret.toml"
    secret.write_text('password = "hunter2"\n', encoding="utf-8")
    (workspace / "houserules.toml").symlink_to(secret)
    _, said = audited(workspace, "check")
    assert "hunter2" not in said


@POSIX_ONLY
def test_pipes_devices_and_huge_files_are_named(workspace: Path) -> None:
    (workspace / "houserules.toml").write_text('select = ["typing"]\n', encoding="utf-8")
    os.mkfifo(workspace / "app" / "pipe.py")
    (workspace / "app" / "zero.py").symlink_to("/dev/zero")
    with (workspace / "app" / "huge.py").open("wb") as file:
        file.truncate(1 << 33)
    _, said = audited(workspace, "check", "app", "app/pipe.py", "app/zero.py", "app/huge.py")
    assert said.count("not a regular file") == 2
    assert "larger than" in said
    assert "typing/optional-syntax" in said


BAD_SETTINGS = {
    "huge": "#" * (2 << 20),
    "deep": "a = " + "[" * 100_000 + "]" * 100_000,
    "deep keys": ".".join("a" * 50_000) + " = 1",
    "many keys": "\n".join(f"k{n} = {n}" for n in range(60_000)),
    "many tables": "\n".join(f"[t{n}]" for n in range(60_000)),
    "long number": "a = " + "9" * 200_000,
    "broken": 'select = ["typing"',
    "not text": "\udcff\udcfe\udc80",
    "control characters": 'select = ["\\u001b[31mred\\u0007"]',
}


@pytest.mark.parametrize("text", BAD_SETTINGS.values(), ids=BAD_SETTINGS)
def test_bad_settings_are_named(workspace: Path, text: str) -> None:
    path = workspace / "houserules.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    _, said = audited(workspace, "check")
    assert "houserules.toml" in said
    assert len(said) < 100_000
    assert not [c for c in said if ord(c) < 32 and c != "\n"]
