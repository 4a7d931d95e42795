"""Several files changed as one fix: made, shown, or undone when a disk refuses."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from houserules.cli.diff import file_diff
from houserules.fixes.change import NewFile, RenamedFile
from houserules.text.edits import minimal_edit
from houserules.workspace.changeset import Changeset, NotApplied
from houserules.workspace.new_files import create_file, move_file
from houserules.workspace.project_fixing import FileChange, ProjectFixed

FILES = {
    "app/old.py": b"\xef\xbb\xbfname = 1\r\nother = 2\r\n",
    "app/latin.py": "# coding: latin-1\nx = 'é'\n".encode("latin-1"),
    ".env.example": b"A=1",
}
AFTER = {
    "app/new.py": b"\xef\xbb\xbfrenamed = 1\r\nother = 2\r\n",
    "app/latin.py": "# coding: latin-1\ny = 'é'\n".encode("latin-1"),
    ".env.example": b"A=1\nB=\n",
    "app/sub/made.py": "z = '😀'\n".encode(),
}


def change(path: str, before: str, after: str) -> FileChange:
    edit = minimal_edit(before, after)
    assert edit is not None
    return FileChange(path, before, (edit,), after)


FIXED = ProjectFixed(
    (
        change(".env.example", "A=1", "A=1\nB=\n"),
        change("app/latin.py", "# coding: latin-1\nx = 'é'\n", "# coding: latin-1\ny = 'é'\n"),
        change("app/old.py", "name = 1\r\nother = 2\r\n", "renamed = 1\r\nother = 2\r\n"),
    ),
    (NewFile("app/sub/made.py", "z = '😀'\n"),),
    (RenamedFile("app/old.py", "app/new.py"),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name, data in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_everything_is_made(folder: Path) -> None:
    changes = Changeset(dry=False)
    changes.apply(folder, FIXED, folder)
    assert held(folder) == AFTER
    assert changes.place_of(folder / "app/old.py") == folder / "app/new.py"
    assert changes.origin_of(folder / "app/new.py") == folder / "app/old.py"
    assert {p.relative_to(folder).as_posix() for p in changes.take_touched()} == {
        *FILES,
        *AFTER,
    }
    assert changes.take_touched() == ()


def test_nothing_is_written_when_only_shown(folder: Path) -> None:
    changes = Changeset(dry=True)
    changes.apply(folder, FIXED, folder)
    assert held(folder) == FILES
    for name, data in AFTER.items():
        assert changes.read(folder / name) == data
    assert changes.read(folder / "app/old.py") is None
    assert not changes.exists(folder / "app/old.py")
    assert changes.exists(folder / "app/sub")
    assert changes.place_of(folder / "app/old.py") == folder / "app/new.py"


def test_what_is_shown_applies(folder: Path) -> None:
    changes = Changeset(dry=True)
    # What git takes for the encoding of a patch is none: leave out what is not UTF-8.
    fixed = ProjectFixed((FIXED.changed[0], FIXED.changed[2]), FIXED.created, FIXED.renamed)
    changes.apply(folder, fixed, folder)

    def name(path: Path | None) -> str | None:
        return None if path is None else path.relative_to(folder).as_posix()

    patch = "".join(
        file_diff(name(c.old), name(c.new) or "", c.before, c.after) for c in changes.changes()
    )
    (folder / "app/old.py").write_bytes(FILES["app/old.py"].removeprefix(b"\xef\xbb\xbf"))
    done = subprocess.run(
        ["git", "apply", "-p0", "-"], cwd=folder, input=patch.encode(), capture_output=True
    )
    assert done.returncode == 0, (patch, done.stderr)
    expected = {**AFTER, "app/latin.py": FILES["app/latin.py"]}
    expected["app/new.py"] = expected["app/new.py"].removeprefix(b"\xef\xbb\xbf")
    assert held(folder) == expected


def _name_taken(folder: Path) -> None:
    (folder / "app/new.py").write_bytes(b"mine\n")


def _made_already(folder: Path) -> None:
    (folder / "app/sub").mkdir()
    (folder / "app/sub/made.py").write_bytes(b"mine\n")


def _changed(folder: Path) -> None:
    (folder / "app/latin.py").write_bytes(b"mine = 1\n")


def _gone(folder: Path) -> None:
    (folder / ".env.example").unlink()


def _link_out(folder: Path) -> None:
    real = folder.parent / "latin.py"
    (folder / "app/latin.py").rename(real)
    (folder / "app/latin.py").symlink_to(real)


def _read_only(folder: Path) -> None:
    (folder / "app/latin.py").chmod(0o444)


OBSTACLES: dict[str, tuple[Callable[[Path], None], str]] = {
    "the new name is taken": (_name_taken, "not written: File exists"),
    "the new file is there": (_made_already, "not written: File exists"),
    "a file changed": (_changed, "app/latin.py changed meanwhile"),
    "a file is gone": (_gone, ".env.example cannot be read"),
    "a link leads out": (_link_out, "outside"),
    "a file is read-only": (_read_only, "read-only"),
}


@pytest.mark.parametrize("name", OBSTACLES)
def test_all_or_nothing(name: str, folder: Path) -> None:
    spoil, reason = OBSTACLES[name]
    spoil(folder)
    before = held(folder)
    with pytest.raises(NotApplied, match=reason):
        Changeset(dry=False).apply(folder, FIXED, folder)
    assert held(folder) == before


def test_a_character_that_the_encoding_lacks(folder: Path) -> None:
    text = "# coding: latin-1\nx = 'é'\n"
    fixed = ProjectFixed((change("app/latin.py", text, text.replace("é", "😀")),))
    for dry in (True, False):
        with pytest.raises(NotApplied, match="cannot be encoded as"):
            Changeset(dry=dry).apply(folder, fixed, folder)
    assert held(folder) == FILES


def test_a_file_is_made_as_others_are(tmp_path: Path) -> None:
    plain, made = tmp_path / "plain.py", tmp_path / "made.py"
    plain.write_bytes(b"")
    create_file(made, b"x = 1\n")
    assert made.stat().st_mode == plain.stat().st_mode
    assert sorted(os.listdir(tmp_path)) == ["made.py", "plain.py"]
    with pytest.raises(FileExistsError):
        create_file(made, b"y = 2\n")
    assert made.read_bytes() == b"x = 1\n"


def test_a_file_is_never_moved_over_another(tmp_path: Path) -> None:
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        move_file(one, other)
    assert (one.read_bytes(), other.read_bytes()) == (b"1", b"2")
    move_file(one, tmp_path / "deep" / "er" / "one.py")
    assert held(tmp_path) == {"deep/er/one.py": b"1", "other.py": b"2"}
