"""The files that changed since a commit, asked of git."""

from __future__ import annotations

import subprocess
from pathlib import Path


class GitFailed(Exception):
    """git could not answer; the message says why."""


def changed_since(reference: str, folder: Path) -> frozenset[Path]:
    """Resolved paths of files that differ from ``reference``, untracked ones included.

    Raises:
        GitFailed: When git is missing, ``folder`` is no repository or the commit is not known.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    # Resolved first, so that no reference can be taken for an option.
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}")
    differing = _git(
        top, "diff", "--name-only", "-z", "--diff-filter=d", "--no-ext-diff", commit.strip(), "--"
    )
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    names = {name for name in (differing + untracked).split("\0") if name}
    return frozenset((top / name).resolve() for name in names)


def _git(folder: Path, *arguments: str) -> str:
    # The repository is not trusted: no hooks, no external file monitor.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(f"git could not be run: {error}") from error
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitFailed(reason or f"git {arguments[0]} failed")
    return done.stdout.decode("utf-8", "surrogateescape")
