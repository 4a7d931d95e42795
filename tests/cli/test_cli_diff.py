"""Diffs, held against ``patch``'s reader in git."""

from __future__ import annotations

import subprocess

import pytest

from houserules.cli.diff import coloured, unified_diff

CASES = {
    "a changed line": ("a\nb\nc\n", "a\nB\nc\n"),
    "no final newline": ("a\nb", "a\nB"),
    "final newline added": ("a\nb", "a\nb\n"),
    "windows line ends": ("a\r\nb\r\n", "a\r\nB\r\n"),
    "a form feed is no line end": ("a\n\fb\n\u2028c\n", "a\n\fB\n\u2028c\n"),
    "from nothing": ("", "a\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_git_applies_the_diff(name, tmp_path) -> None:
    before, after = CASES[name]
    file = tmp_path / "x.py"
    file.write_bytes(before.encode())
    subprocess.run(
        ["git", "apply", "-p0", "--unidiff-zero", "-"],
        cwd=tmp_path,
        input=unified_diff(before, after, "x.py").encode(),
        check=True,
    )
    assert file.read_bytes() == after.encode()


def test_no_change_no_diff() -> None:
    assert unified_diff("a\n", "a\n", "x.py") == ""


def test_colours_add_nothing_but_colours() -> None:
    import click

    diff = unified_diff("a\nb", "a\nc", "x.py")
    assert click.unstyle(coloured(diff)) == diff
