"""Nothing of a checked-out repository runs: its canary file is never written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lsp.fake_editor import Editor
from tests.security.hostile import SCRIPT, SOURCE, clean_environment, hostile_repository


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


@pytest.fixture
def repository(tmp_path: Path, canary: Path) -> Path:
    folder = tmp_path / "repository"
    hostile_repository(folder, canary)
    return folder


def written(canary: Path) -> str:
    return canary.read_text(encoding="utf-8") if canary.exists() else ""


def test_it_would_be_written(repository: Path, canary: Path) -> None:
    """A Python that looks into the working folder first falls for it."""
    command = [sys.executable, "-c", "import multiprocessing.spawn"]
    ran = subprocess.run(command, cwd=repository, env=clean_environment(), capture_output=True)
    assert ran.returncode != 0
    assert "multiprocessing" in written(canary)


COMMANDS = {
    "check": ["check"],
    "check in workers": ["check", "--jobs", "2"],
    "check with edits": ["check", "--format", "json", "."],
    "check a file": ["check", "app.py", "package/b.py"],
    "check against git": ["check", "--changed-since", "HEAD"],
    "fix": ["fix", "--unsafe", "--skeletons"],
    "diff": ["fix", "--diff"],
    "other settings": ["check", "--config", "evil.py"],
    "rules": ["rules"],
    "explain": ["explain", "typing/optional-syntax"],
    "profiles": ["profiles"],
    "config": ["config"],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_command_line(repository: Path, canary: Path, arguments: list[str]) -> None:
    ran = subprocess.run(
        [SCRIPT, *arguments], cwd=repository, env=clean_environment(), capture_output=True
    )
    assert ran.returncode in (0, 1, 2)
    assert b"Traceback" not in ran.stderr
    assert written(canary) == ""


def test_workers_do_check(repository: Path, canary: Path) -> None:
    command = [SCRIPT, "check", "--jobs", "2", "--profile", "recommended", "package", "json"]
    (repository / "houserules.toml").unlink()
    ran = subprocess.run(command, cwd=repository, env=clean_environment(), capture_output=True)
    assert b"typing/optional-syntax" in ran.stdout
    assert written(canary) == ""


def test_git_does_answer(repository: Path, canary: Path) -> None:
    command = [SCRIPT, "check", "--profile", "recommended", "--changed-since", "HEAD"]
    (repository / "houserules.toml").unlink()
    ran = subprocess.run(command, cwd=repository, env=clean_environment(), capture_output=True)
    assert b"app.py:" in ran.stdout
    assert b"new.py:" in ran.stdout
    assert b"b.py:" not in ran.stdout
    assert written(canary) == ""


SERVERS = {
    "script": [str(SCRIPT), "server"],
    "module": [sys.executable, "-P", "-m", "houserules.lsp"],
    "isolated": [sys.executable, "-I", "-m", "houserules.lsp"],
}


@pytest.mark.parametrize("command", SERVERS.values(), ids=SERVERS)
def test_server(repository: Path, canary: Path, command: list[str]) -> None:
    uri = (repository / "app.py").as_uri()
    options = {
        "select": ["typing/optional-syntax"],
        "configurationPath": "../../../../etc/passwd",
        "interpreter": ["./evil"],
        "trusted": False,
    }
    with Editor(command, cwd=repository, env=clean_environment()) as editor:
        editor.initialize(rootUri=repository.as_uri(), initializationOptions=options)
        editor.open(uri, SOURCE)
        editor.published(1)
        if sys.platform == "linux":  # a host that was killed is started in the same way
            for host in _children(editor.process.pid):
                os.kill(host, signal.SIGKILL)
        text = {"text": SOURCE + "\n"}
        editor.change(uri, 2, text)
        editor.published(2)
    assert written(canary) == ""


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    found = " ".join((task / "children").read_text() for task in tasks)
    return [int(child) for child in found.split()]
