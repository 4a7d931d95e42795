"""``houserules fix``: files replaced byte by byte as they should be, or not at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAD = "from typing import Optional\n"
OLD = HEAD + "x: Optional[int] = 1  # é\n"
NEW = "x: int | None = 1  # é\n"
SELECT = 'select = ["typing/optional-syntax"]\n'

BYTES = {
    "plain": (OLD.encode(), NEW.encode()),
    "windows line ends": (
        OLD.replace("\n", "\r\n").encode(),
        NEW.replace("\n", "\r\n").encode(),
    ),
    "a byte order mark": (OLD.encode("utf-8-sig"), NEW.encode("utf-8-sig")),
    "latin-1": (
        ("# coding: latin-1\ny = 1\n" + OLD).encode("latin-1"),
        ("# coding: latin-1\ny = 1\n" + NEW).encode("latin-1"),
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_are_kept(name, project, run) -> None:
    before, after = BYTES[name]
    folder = project({"houserules.toml": SELECT, "a.py": before})
    done = run("fix")
    assert (folder / "a.py").read_bytes() == after
    assert done.code == 0
    assert "1 fixed in 1 of 1 file." in done.out
    assert run("fix", "--stdin-filename", "a.py", "-", stdin=before).out_bytes == after


def test_diff_writes_nothing_and_applies(project, run) -> None:
    folder = project({"houserules.toml": SELECT, "a.py": OLD, "b.py": NEW})
    done = run("fix", "--diff")
    assert done.code == 1
    assert (folder / "a.py").read_text() == OLD
    assert done.err == "1 would be fixed in 1 of 2 files.\n"
    command = ["git", "apply", "-p0", "-"]
    subprocess.run(command, cwd=folder, input=done.out_bytes, check=True)
    assert (folder / "a.py").read_text() == NEW
    assert run("fix", "--diff").code == 0


def test_a_broken_file_is_left_and_named(project, run) -> None:
    broken = OLD + "def f(:\n"
    folder = project({"houserules.toml": SELECT, "a.py": broken, "b.py": OLD})
    done = run("fix")
    assert done.code == 2
    assert (folder / "a.py").read_text() == broken
    assert (folder / "b.py").read_text() == NEW
    assert "a.py:3: error" in done.out
    piped = run("fix", "--stdin-filename", "a.py", "-", stdin=broken.encode())
    assert (piped.code, piped.out) == (2, broken)
    assert "a.py:3: error" in piped.err


def test_bad_settings_leave_stdin_as_it_was(project, run) -> None:
    project({"houserules.toml": "selct = []"})
    done = run("fix", "--stdin-filename", "a.py", "-", stdin=OLD.encode())
    assert (done.code, done.out) == (2, OLD)
    assert "did you mean `select`?" in done.err


def test_select_limits_the_fixes(project, run) -> None:
    folder = project({"a.py": OLD})
    assert run("fix", "--select", "logging/no-extra-dict").code == 0
    assert (folder / "a.py").read_text() == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_read_only_file_is_named(project, run) -> None:
    folder = project({"houserules.toml": SELECT, "a.py": OLD})
    (folder / "a.py").chmod(0o444)
    done = run("fix")
    assert done.code == 2
    assert "a.py: error not written: " in done.out
    assert (folder / "a.py").read_text() == OLD
    (folder / "a.py").chmod(0o755)
    assert run("fix").code == 0
    assert (folder / "a.py").stat().st_mode & 0o777 == 0o755
