"""File URIs in both path styles."""

from __future__ import annotations

import pytest

from houserules.lsp.uris import name_of, path_of, same_path, uri_of

POSIX = [
    ("file:///a/b.py", "/a/b.py"),
    ("file:///a%20b/%C3%A9%23.py", "/a b/é#.py"),
    ("file://localhost/a.py", "/a.py"),
    ("FILE:///a.py", "/a.py"),
    ("file:///a%3Fb.py", "/a?b.py"),
    ("file:///a#b.py", "/a#b.py"),
    ("file:///c%3A/x.py", "/c:/x.py"),
    ("file://server/share/a.py", None),
    ("file:///a%00b.py", None),
    ("untitled:Untitled-1", None),
    ("git:/a.py", None),
    ("", None),
]
WINDOWS = [
    ("file:///c%3A/Users/a%20b/x.py", "C:\\Users\\a b\\x.py"),
    ("file:///C:/x.py", "C:\\x.py"),
    ("file:///c:/é.py", "C:\\é.py"),
    ("file://server/share/a.py", None),
    ("file:///a/b.py", None),
    ("file:///c:/a%00.py", None),
]


@pytest.mark.parametrize(("uri", "path"), POSIX)
def test_posix_path(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=False) == path


@pytest.mark.parametrize(("uri", "path"), WINDOWS)
def test_windows_path(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=True) == path


@pytest.mark.parametrize(
    ("path", "windows"),
    [("/a b/é#?.py", False), ("/c:/x.py", False), ("C:\\a b\\é%.py", True), ("D:\\", True)],
)
def test_round_trip(path: str, windows: bool) -> None:
    assert path_of(uri_of(path, windows=windows), windows=windows) == path


def test_undecodable_posix_name_survives() -> None:
    path = b"/a\xff.py".decode("utf-8", "surrogateescape")
    assert path_of(uri_of(path, windows=False), windows=False) == path


def test_name() -> None:
    assert name_of("file:///a%20b/pyproject.toml") == "pyproject.toml"


def test_same_path() -> None:
    assert same_path("C:\\A\\b.py", "c:/a/B.py", windows=True)
    assert not same_path("/A", "/a", windows=False)
