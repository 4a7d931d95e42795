"""What comes out: names and code of a repository move no cursor, start no command, add no line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import houserules
from houserules.cli.formats import text_format
from houserules.cli.printable import printable
from houserules.cli.report import Report, Trouble
from tests.security.hostile import SCRIPT, clean_environment

EVIL = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u2028\r\b"
NAME = f"a{EVIL}\n::error title=forged::forged\n.py"
CODE = f"""from typing import Optional
from fastapi import APIRouter

router = APIRouter()


def f(x: Optional["{EVIL}[click](command:evil)"]) -> None: ...


@router.get("/{{a}}")
def one(): ...


@router.get("/[click](command:evil)\\x1b[31m")
def two(): ...
"""
FORGED = re.compile(r"^(?:::error title=forged|##\[)", re.MULTILINE)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    name = NAME if sys.platform != "win32" else "a.py"
    (tmp_path / name).write_text(CODE.replace("\r", ""), encoding="utf-8")
    (tmp_path / "b.py").write_text(f"x = (  # {EVIL}\n", encoding="utf-8")
    (tmp_path / "houserules.toml").write_text('select = ["all"]\n', encoding="utf-8")
    return tmp_path


def said(repository: Path, *arguments: str) -> str:
    environment = clean_environment() | {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    ran = subprocess.run([SCRIPT, *arguments], cwd=repository, env=environment, capture_output=True)
    assert b"Traceback" not in ran.stderr
    return (ran.stdout + ran.stderr).decode()


@pytest.mark.parametrize("form", ["text", "github"])
def test_no_control_characters(repository: Path, form: str) -> None:
    text = said(repository, "check", "--format", form)
    # Colours are our own; nothing else of the kind is.
    plain = re.sub(r"\x1b\[[0-9;]{0,9}m", "", text)
    assert {c for c in plain if not c.isprintable()} <= {"\n"}
    assert "\x1b[31m" not in text or form == "text"
    assert not FORGED.search(text)
    assert "b.py" in text


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_json_is_escaped(repository: Path, form: str) -> None:
    text = said(repository, "check", "--format", form)
    assert {c for c in text if ord(c) < 32 or 127 <= ord(c) < 160} <= {"\n"}
    json.loads(text)


def test_printable_is_one_line() -> None:
    assert printable(EVIL).isprintable()
    line = text_format.trouble_line(Trouble(NAME, 1, EVIL))
    assert "\n" not in line
    report = Report((), (Trouble(NAME, 1, EVIL),), 1, 0.0)
    assert text_format.render(report, colour=False).count("\n") == 2


def test_no_page_starts_a_command() -> None:
    pages = list((Path(houserules.__path__[0]) / "pages").rglob("*.md"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\]\(\s*(?:command|vbscript|javascript|data|file):", text), page
