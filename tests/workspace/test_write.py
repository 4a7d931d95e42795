"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from houserules.workspace.write import FileChanged, NotReplaceable, replace_file

POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\r\n")
    return path


def only_file_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_replaced(file: Path) -> None:
    replace_file(file, b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert only_file_in(file.parent) == ["a.py"]


@POSIX_ONLY
def test_mode_is_kept(file: Path) -> None:
    file.chmod(0o750)
    replace_file(file, b"old\r\n", b"new")
    assert file.stat().st_mode & 0o777 == 0o750


@POSIX_ONLY
def test_hard_links_stay_together(file: Path) -> None:
    other = file.with_name("b.py")
    os.link(file, other)
    replace_file(file, b"old\r\n", b"n")
    assert other.read_bytes() == b"n"
    assert file.samefile(other)


@POSIX_ONLY
def test_a_symbolic_link_is_followed(file: Path) -> None:
    link = file.with_name("link.py")
    link.symlink_to(file)
    replace_file(link, b"old\r\n", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


@POSIX_ONLY
def test_a_link_out_of_the_root_is_refused(
    file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("root") / "link.py"
    link.symlink_to(file)
    with pytest.raises(NotReplaceable, match="outside"):
        replace_file(link, b"old\r\n", b"new", root=link.parent)
    assert file.read_bytes() == b"old\r\n"
    replace_file(link, b"old\r\n", b"new", root=file.parent)
    assert file.read_bytes() == b"new"


@POSIX_ONLY
def test_a_read_only_file_is_left(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(NotReplaceable, match="read-only"):
        replace_file(file, b"old\r\n", b"new")
    assert file.read_bytes() == b"old\r\n"


def test_a_file_that_changed_is_left(file: Path) -> None:
    file.write_bytes(b"somebody else's")
    with pytest.raises(FileChanged):
        replace_file(file, b"old\r\n", b"new")
    assert file.read_bytes() == b"somebody else's"
    assert only_file_in(file.parent) == ["a.py"]


def test_a_failing_replace_leaves_no_trace(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        replace_file(file, b"old\r\n", b"new")
    assert file.read_bytes() == b"old\r\n"
    assert only_file_in(file.parent) == ["a.py"]


@POSIX_ONLY
@pytest.mark.parametrize("before", [b"old\n" * 100, b"old\n" * 1_000, b""])
def test_hard_links_are_put_back_when_the_disk_refuses(file: Path, before: bytes) -> None:
    import resource

    file.write_bytes(before)
    os.link(file, file.with_name("b.py"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            replace_file(file, before, b"new\n" * 2_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == before
