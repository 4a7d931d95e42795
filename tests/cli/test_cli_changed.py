"""What git says changed."""

from __future__ import annotations

import subprocess

import pytest

from houserules.cli.changed import GitFailed, changed_since


@pytest.fixture
def repository(tmp_path):
    def git(*arguments):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True)

    git("init", "-q", "-b", "main")
    for name in ("kept.py", "edited.py", "deleted.py"):
        (tmp_path / name).write_text("x = 1\n")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    (tmp_path / "edited.py").write_text("x = 2\n")
    (tmp_path / "deleted.py").unlink()
    (tmp_path / "ünew file.py").write_text("x = 3\n")
    (tmp_path / "sub").mkdir()
    return tmp_path


def test_edited_and_untracked_files(repository):
    changed = changed_since("HEAD", repository / "sub")
    assert {path.name for path in changed} == {"edited.py", "ünew file.py"}


@pytest.mark.parametrize("reference", ["nowhere", "--output=x", ""])
def test_an_unknown_commit_fails(repository, reference):
    with pytest.raises(GitFailed):
        changed_since(reference, repository)
    assert not (repository / "x").exists()


def test_no_repository(tmp_path):
    with pytest.raises(GitFailed, match="not a git repository"):
        changed_since("HEAD", tmp_path)
