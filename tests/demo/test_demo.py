"""The demo runs to its end, and fails when the server does not do its part."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import session
from tests.demo.session import EXTRA, OPTIONAL

SCRIPT = Path(session.__file__)


def test_demo_without_a_terminal() -> None:
    run = subprocess.run(
        (sys.executable, str(SCRIPT)), capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"[{EXTRA}]" in run.stdout
    assert f"[{OPTIONAL}]" in run.stdout
    assert "~~~" in run.stdout
    assert "\x1b" not in run.stdout


def test_demo_fails_without_the_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = tmp_path / "bookshop" / session.FILE
    shelf.parent.mkdir(parents=True)
    shelf.write_text((session.BOOKSHOP / session.FILE).read_text("utf-8"), "utf-8")
    settings = f'profile = "api-structlog"\nignore = ["{EXTRA}"]\n'
    (tmp_path / "bookshop" / "houserules.toml").write_text(settings, "utf-8")
    monkeypatch.setattr(session, "BOOKSHOP", tmp_path / "bookshop")
    assert session.main() == 1
    assert EXTRA in capsys.readouterr().out
