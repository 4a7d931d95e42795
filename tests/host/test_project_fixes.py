"""Fixes over several files asked of the host: what is open counts as the editor has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_host_project_index import Session

SETTINGS = """[tool.houserules]
profile = "recommended"
select = ["config/no-environ", "project/feature-package"]
"""
CONFIG = (
    "from pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n    name: str\n\n\n"
    "def get_settings() -> Settings:\n    return Settings()\n"
)
MAIN = 'import os\n\n\ndef port() -> str:\n    return os.environ["PORT"]\n'
FILES = {
    "pyproject.toml": SETTINGS,
    "app/__init__.py": "",
    "app/config.py": CONFIG,
    "app/main.py": MAIN,
    "app/plans/__init__.py": "",
    "app/plans/models.py": "",
    "app/plans/store.py": "",
    "app/plans/types.py": "",
    ".env.example": "NAME=\n",
}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    return Session(tmp_path / "project", FILES)


def resolve(session: Session, name: str, rule: str) -> Any:
    """What the host answers for the first fix of a rule in an open document."""
    document = session.service._documents.get(name)  # pyright: ignore[reportPrivateUsage] - looked at from inside
    for state in document.analysis.states:
        for finding, _ in state.reported:
            if finding.rule == rule and finding.fix is not None:
                params = {"uri": name, "unit": state.unit.fingerprint, "rule": rule, "nth": 0}
                message = {"id": 1, "method": "resolve_fix", "params": params}
                [answer] = session.service.handle(message)
                return answer.get("result", answer.get("error"))
    raise AssertionError(f"no fix of {rule} in {name}")


def after(session: Session, answer: Any) -> dict[str, str]:
    """The edited files, by relative path, each edited as a client would."""
    found: dict[str, str] = {}
    for file in answer["files"]:
        if "uri" in file:
            document = session.service._documents.get(file["uri"])  # pyright: ignore[reportPrivateUsage] - looked at from inside
            assert document.version == file["version"]
            text = document.analysis.text
        else:
            text = Path(file["path"]).read_text()
            assert text == file["before"]
        for start, end, new in reversed(file["edits"]):
            text = text[:start] + new + text[end:]
        found[str(Path(file["path"]).relative_to(session.folder))] = text
    return found


def test_edits_in_closed_files(session: Session) -> None:
    session.open("app/main.py")
    session.settle()
    answer = resolve(session, "app/main.py", "config/no-environ")
    edited = after(session, answer)
    assert set(edited) == {"app/main.py", "app/config.py", ".env.example"}
    assert "get_settings().port" in edited["app/main.py"]
    assert "port: str" in edited["app/config.py"]
    assert "PORT=" in edited[".env.example"]


def test_an_unsaved_text_counts(session: Session) -> None:
    session.open("app/main.py")
    session.open("app/config.py")
    session.edit("app/config.py", 0, 0, '"""Settings, not saved."""\n\n')
    session.settle()
    edited = after(session, resolve(session, "app/main.py", "config/no-environ"))
    assert edited["app/config.py"].startswith('"""Settings, not saved."""\n')
    assert "port: str" in edited["app/config.py"]


def test_a_new_file(session: Session) -> None:
    session.open("app/plans/__init__.py")
    session.settle()
    answer = resolve(session, "app/plans/__init__.py", "project/feature-package")
    [new] = answer["created"]
    assert new["path"] == str(session.folder / "app/plans/errors.py")
    assert answer["files"] == []


def _no_settings(session: Session) -> None:
    # The facts still speak of it; only the sources know better.
    (session.folder / "app/config.py").unlink()


def _elsewhere(session: Session) -> None:
    real = session.folder.parent / "config.py"
    (session.folder / "app/config.py").rename(real)
    (session.folder / "app/config.py").symlink_to(real)


def _not_text(session: Session) -> None:
    (session.folder / ".env.example").write_bytes(b"NAME=\xff\n")


REFUSED: dict[str, tuple[Callable[[Session], None], str]] = {
    "the file is gone": (_no_settings, "no place for a field is found in `Settings`"),
    "outside the workspace": (_elsewhere, "app/config.py is outside "),
    "not UTF-8": (_not_text, ".env.example cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name: str, session: Session) -> None:
    spoil, reason = REFUSED[name]
    session.open("app/main.py")
    session.settle()
    spoil(session)
    answer = resolve(session, "app/main.py", "config/no-environ")
    assert answer["code"] == "refused"
    assert reason in answer["message"]


def test_refused_before_the_index_is_ready(session: Session) -> None:
    session.open("app/main.py")
    session.settle()
    session.projects[0].index.ready = False
    answer = resolve(session, "app/main.py", "config/no-environ")
    assert (answer["code"], "not indexed" in answer["message"]) == ("refused", True)
