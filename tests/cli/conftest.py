"""A folder with files, and the one way in which these tests run the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from houserules.cli.main import cli


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str
    out_bytes: bytes


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept from one test to the next, nor left with whoever runs them."""
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """``project({name: text})`` writes files and makes their folder the working folder."""

    def project(files: Mapping[str, str | bytes]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return project


@pytest.fixture
def run() -> Callable[..., Run]:
    """``run("check", "--format", "json", stdin=b"…")``."""

    def run(*arguments: str, stdin: bytes = b"") -> Run:
        result = CliRunner().invoke(cli, list(arguments), input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Run(result.exit_code, result.stdout, result.stderr, result.stdout_bytes)

    return run
