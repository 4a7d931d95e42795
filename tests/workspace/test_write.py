"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from houserules.workspace import write
from houserules.workspace.temporary import temporary_beside
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


@POSIX_ONLY
def test_the_message_names_what_to_do(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(NotReplaceable) as caught:
        replace_file(file, b"old\r\n", b"new")
    assert caught.value.errno == errno.EACCES
    assert caught.value.strerror == "the file is read-only: make it writable first"


@POSIX_ONLY
def test_owner_and_group_are_kept(file: Path) -> None:
    root = os.geteuid() == 0
    user, group = (12_345, 23_456) if root else (os.geteuid(), os.getgroups()[-1])
    os.chown(file, user, group)
    file.chmod(0o664)
    replace_file(file, b"old\r\n", b"new")
    status = file.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (user, group, 0o664)


@POSIX_ONLY
def test_rights_go_where_the_owner_cannot_be_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_gave", lambda *_: False)
    file.chmod(0o775)
    replace_file(file, b"old\r\n", b"new")
    assert file.stat().st_mode & 0o7777 == 0o705


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")
def test_extended_attributes_are_kept(file: Path) -> None:
    try:
        os.setxattr(file, "user.origin", b"here")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    replace_file(file, b"old\r\n", b"new")
    assert os.getxattr(file, "user.origin") == b"here"


@POSIX_ONLY
@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "other file", "gone"])
def test_what_is_put_in_its_place_meanwhile_is_left(
    file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = file.with_name("other.txt")
    other.write_bytes(b"old\r\n")

    def exchange(*_: object) -> None:
        file.unlink()
        match kind:
            case "link":
                file.symlink_to(other)
            case "pipe":
                os.mkfifo(file)
            case "folder":
                file.mkdir()
            case "other file":
                file.write_bytes(b"old\r\n")
            case _:
                pass

    # The last moment at which anybody can come between.
    monkeypatch.setattr(write, "_keep_attributes", exchange)
    with pytest.raises(OSError):
        replace_file(file, b"old\r\n", b"new")
    assert other.read_bytes() == b"old\r\n"
    assert only_file_in(file.parent) == (["other.txt"] if kind == "gone" else ["a.py", "other.txt"])
    assert kind != "other file" or file.read_bytes() == b"old\r\n"


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".py")
    path.write_bytes(b"old")
    replace_file(path, b"old", b"new")
    assert path.read_bytes() == b"new"


def test_leftovers_of_the_dead_are_removed(file: Path) -> None:
    leftover = file.with_name(".houserules-0123456789abcdef.tmp")
    others = [file.with_name(name) for name in (".houserules-x.tmp", "houserules.toml")]
    for path in (leftover, *others):
        path.write_bytes(b"half")
    replace_file(file, b"old\r\n", b"new")
    assert only_file_in(file.parent) == sorted(["a.py", *(p.name for p in others)])


def test_what_a_living_process_writes_is_left(file: Path) -> None:
    with temporary_beside(file) as held:
        replace_file(file, b"old\r\n", b"new")
        held.file.write(b"newer")
        held.replace(file)
    assert file.read_bytes() == b"newer"
    assert only_file_in(file.parent) == ["a.py"]


@POSIX_ONLY
def test_a_folder_that_takes_no_files(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: object, flags: int, *rest: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *rest)  # type: ignore[arg-type] - passed on as given

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PermissionError):
        replace_file(file, b"old\r\n", b"new")
    assert file.read_bytes() == b"old\r\n"
