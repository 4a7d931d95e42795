"""Settings through an editor session: what is watched, what is said, what stays in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from houserules.workspace.project_settings import EditorProjects

OWN = "houserules.toml"


class Session:
    """The projects of an editor that has one folder open, and the problems it shows."""

    def __init__(self, folder: Path) -> None:
        (folder / ".git").mkdir()
        self.folder = folder
        self.projects = EditorProjects()
        self.shown: dict[str, list[str]] = {}
        self.configure()

    def configure(self, **editor: Any) -> list[str]:
        self.projects.configure([str(self.folder)], editor)
        return self.rules()

    def write(self, name: str, text: str | None) -> list[str]:
        """Write or, for ``None``, remove a file, and tell the session as an editor does."""
        path = self.folder / name
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text.encode())
        if self.projects.concerns_settings([str(path)]):
            self.projects.forget()
        return self.rules()

    def rules(self) -> list[str]:
        """The areas of the rules in force; takes in what is said of settings files."""
        active = self.projects.rules_for(self.folder / "app.py")[0].active
        self.take()
        return sorted({rule.split("/")[0] for rule in active})

    def take(self) -> None:
        for path, problems in self.projects.fresh_problems():
            name = Path(path).relative_to(self.folder).as_posix()
            self.shown[name] = [p["message"] for p in problems]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


def test_an_extended_file_is_watched(session: Session) -> None:
    session.write("shared.toml", 'select = ["typing"]\n')
    assert session.write(OWN, 'extend = "shared.toml"\n') == ["typing"]
    assert session.write("shared.toml", 'select = ["docs"]\n') == ["docs"]


def test_an_extended_file_that_is_missing_is_watched(session: Session) -> None:
    session.write(OWN, 'extend = "shared.toml"\n')
    assert session.write("shared.toml", 'select = ["docs"]\n') == ["docs"]
    assert session.shown == {OWN: []}


def test_the_file_of_the_editor_is_watched(session: Session) -> None:
    session.write("rules.toml", 'select = ["typing"]\n')
    assert session.configure(configurationPath=str(session.folder / "rules.toml")) == ["typing"]
    assert session.write("rules.toml", 'select = ["docs"]\n') == ["docs"]


def test_problems_of_a_repaired_extended_file_go(session: Session) -> None:
    session.write("shared.toml", "selekt = 1\n")
    session.write(OWN, 'extend = "shared.toml"\n')
    assert len(session.shown["shared.toml"]) == 1
    session.write("shared.toml", 'select = ["docs"]\n')
    assert session.shown == {"shared.toml": []}


def test_problems_of_a_deleted_file_go(session: Session) -> None:
    session.write(OWN, "selekt = 1\n")
    assert len(session.shown[OWN]) == 1
    session.write(OWN, None)
    assert session.shown == {OWN: []}


def test_problems_follow_the_file_with_no_document_open(session: Session) -> None:
    session.write(OWN, "selekt = 1\n")
    for text, expected in (("selekt = 1\nselekd = 2\n", 2), ('select = ["docs"]\n', 0)):
        (session.folder / OWN).write_text(text, encoding="utf-8")
        session.projects.forget()
        session.take()
        assert len(session.shown[OWN]) == expected


HALF_TYPED = [
    pytest.param(OWN, 'select = ["docs"]\n', 'select = ["docs"\n', id="its own file"),
    pytest.param(
        "pyproject.toml",
        '[tool]\nhouserules.select = ["docs"]\n',
        '[tool]\nhouserules.select = ["docs"\n',
        id="dotted",
    ),
]


@pytest.mark.parametrize(("name", "good", "broken"), HALF_TYPED)
def test_the_last_good_text_stays_in_force(
    session: Session, name: str, good: str, broken: str
) -> None:
    assert session.write(name, good) == ["docs"]
    assert session.write(name, broken) == ["docs"]
    assert len(session.shown[name]) == 1
    assert session.write(name, good) == ["docs"]
    assert session.shown == {name: []}


def test_the_editor_has_its_say_over_the_last_good_text(session: Session) -> None:
    session.write(OWN, 'select = ["docs"]\n')
    session.write(OWN, 'select = ["docs"\n')
    assert session.configure(select=["typing"]) == ["typing"]


def test_a_pyproject_with_a_byte_order_mark(session: Session) -> None:
    text = '\ufeff[tool.houserules]\nselect = ["docs"]\n'
    assert session.write("pyproject.toml", text) == ["docs"]


def test_ignored_files_are_out_even_when_open(session: Session) -> None:
    session.write(OWN, 'select = ["typing", "config/env-example"]\n')
    assert session.write(".gitignore", "/app.py\n") == []
    assert session.projects.recipe_for(session.folder / "app.py") is None
    assert session.projects.project_with_facts(session.folder / "app.py") is None
    assert session.projects.project_with_facts(session.folder / "b.py") is not None
    assert session.write(".gitignore", None) == ["config", "typing"]


def test_ignore_files_are_looked_at_again_where_nobody_watches(session: Session) -> None:
    session.write(OWN, 'select = ["typing"]\n')
    assert not session.projects.restate()
    (session.folder / ".gitignore").write_text("*.py\n")
    assert session.projects.restate()
    assert session.rules() == []


def test_environments_are_out_even_when_open(session: Session) -> None:
    session.write(OWN, 'select = ["docs"]\n')
    (session.folder / "mine/bin").mkdir(parents=True)
    inside = session.folder / "mine/bin/tool.py"
    assert session.projects.rules_for(inside)[0].active
    (session.folder / "mine/pyvenv.cfg").touch()
    assert not session.projects.rules_for(inside)[0].active


def test_wrong_editor_settings_leave_the_last_good_value_of_their_key(session: Session) -> None:
    session.write(OWN, 'select = ["docs"]\n')
    assert session.configure(select=["typng"], ignore=["errors"]) == ["docs"]
    (problem,) = session.projects.editor_problems
    assert problem == "houserules.select: unknown rule or area `typng`; did you mean `typing`?"
    assert session.configure(select=["typing"]) == ["typing"]
    assert session.configure(select=["errors", "typng"]) == ["typing"]
    assert session.configure(select=["errors"]) == ["errors"]
    assert session.projects.editor_problems == ()
    assert session.configure() == ["docs"]
