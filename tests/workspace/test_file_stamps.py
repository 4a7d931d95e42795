"""Files that come, go or change under an editor that does not tell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from houserules.workspace.project_settings import EditorProjects

START = {
    "houserules.toml": 'extend = "base.toml"\n',
    "base.toml": 'select = ["errors/bare-except"]\n',
}


def in_force(projects: EditorProjects, folder: Path) -> bool:
    return "errors/bare-except" in projects.rules_for(folder / "app" / "x.py")[0].active


CHANGES = {
    "changed": ("base.toml", 'select = ["docs/required"]\n', False),
    "changed, as long as before": ("base.toml", 'select = ["errors/bare_except"]\n', True),
    "gone: the last good text stays in force": ("base.toml", None, True),
    "new and nearer": ("app/houserules.toml", 'select = ["docs"]\n', False),
    "of ruff": ("ruff.toml", 'lint.select = ["E722"]\n', False),
    "of others": ("setup.cfg", "x", True),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_read_anew(name: str, tmp_path: Path) -> None:
    file, text, expected = CHANGES[name]
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    for path, content in START.items():
        (tmp_path / path).write_text(content)
    projects = EditorProjects()
    projects.configure([str(tmp_path)], {})
    assert in_force(projects, tmp_path)
    assert not projects.restate()
    if text is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(text)
        os.utime(tmp_path / file, ns=(1, 1))
    assert projects.restate() is (file != "setup.cfg")
    assert in_force(projects, tmp_path) is expected
    assert not projects.restate()
