"""What git says changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from houserules.cli.changed import GitFailed, changed_since


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "sub").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for name in ("kept.py", "edited.py", "deleted.py", "old.py", "sub/inner.py"):
        (folder / name).write_text(f"x = '{name}'\n" * 20)
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def names(changed: frozenset[Path]) -> set[str]:
    return {path.name for path in changed}


def test_edited_and_untracked_files(repository) -> None:
    (repository / "edited.py").write_text("x = 2\n")
    (repository / "deleted.py").unlink()
    (repository / "ünew file.py").write_text("x = 3\n")
    (repository / "sub" / "fresh.py").write_text("x = 3\n")
    (repository / ".gitignore").write_text("ignored.py\n")
    (repository / "ignored.py").write_text("x = 3\n")
    expected = {"edited.py", "ünew file.py", "fresh.py", ".gitignore"}
    assert names(changed_since("HEAD", repository / "sub")) == expected
    assert names(changed_since("HEAD", repository)) == expected


def test_a_renamed_file_is_a_changed_file_of_its_new_name(repository) -> None:
    git(repository, "mv", "old.py", "new.py")
    assert names(changed_since("HEAD", repository)) == {"new.py"}
    git(repository, "commit", "-q", "-m", "second")
    assert names(changed_since("HEAD", repository)) == set()
    assert names(changed_since("HEAD~1", repository)) == {"new.py"}


def test_staged_and_committed_changes_count(repository) -> None:
    (repository / "edited.py").write_text("x = 2\n")
    git(repository, "add", ".")
    assert names(changed_since("HEAD", repository)) == {"edited.py"}
    git(repository, "commit", "-q", "-m", "second")
    (repository / "kept.py").write_text("x = 2\n")
    assert names(changed_since("main~1", repository)) == {"edited.py", "kept.py"}


def test_a_worktree_is_a_repository_of_its_own(repository, tmp_path) -> None:
    git(repository, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    (repository / "kept.py").write_text("x = 2\n")
    (tmp_path / "side" / "sub" / "inner.py").write_text("x = 2\n")
    changed = changed_since("main", tmp_path / "side" / "sub")
    assert changed == {(tmp_path / "side" / "sub" / "inner.py").resolve()}


@pytest.mark.parametrize("reference", ["nowhere", "--output=x", ""])
def test_an_unknown_commit_fails(repository, reference) -> None:
    with pytest.raises(GitFailed) as failed:
        changed_since(reference, repository)
    assert str(failed.value) == f"git knows no commit `{reference}` here"
    assert not (repository / "x").exists()


def test_what_a_shallow_clone_lacks_is_to_be_fetched(repository, tmp_path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    assert changed_since("origin/main", clone) == frozenset()
    with pytest.raises(GitFailed, match=r"knows no commit `HEAD~1` here; this clone is shallow"):
        changed_since("HEAD~1", clone)


def test_no_repository(tmp_path) -> None:
    with pytest.raises(GitFailed, match="not a git repository"):
        changed_since("HEAD", tmp_path)
