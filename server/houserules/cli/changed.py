"""The files that changed since a commit, asked of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_TIMEOUT_SECONDS = 60
# The settings of a repository are not trusted: these would run commands of theirs.
_HARMLESS = (("core.fsmonitor", "false"), ("core.hooksPath", os.devnull))
# Objects that a partial clone lacks are not fetched: that, too, runs commands of its settings.
_OFFLINE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class GitFailed(Exception):
    """git could not answer; the message says why."""


def changed_since(reference: str, folder: Path) -> frozenset[Path]:
    """Resolved paths of files that differ from ``reference``, untracked ones included.

    Raises:
        GitFailed: When git is missing, ``folder`` is no repository or the commit is not known.
    """
    settings = _settings((*_HARMLESS, *_filters_off(folder)))
    top = Path(_git(folder, settings, "rev-parse", "--show-toplevel").strip())
    commit = _commit(reference, folder, settings)
    shown = ("--name-only", "-z", "--diff-filter=d")
    harmless = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
    differing = _git(top, settings, "diff", *shown, *harmless, commit, "--")
    untracked = _git(top, settings, "ls-files", "--others", "--exclude-standard", "-z")
    names = {name for name in (differing + untracked).split("\0") if name}
    return frozenset((top / name).resolve() for name in names)


def _commit(reference: str, folder: Path, settings: Mapping[str, str]) -> str:
    """The id of a commit: resolved first, so that no reference can be taken for an option."""
    name = f"{reference}^{{commit}}"
    done = _run(folder, settings, "rev-parse", "--verify", "--end-of-options", name)
    if done.returncode == 0:
        return done.stdout.decode("ascii").strip()
    hint = ""
    if _git(folder, settings, "rev-parse", "--is-shallow-repository").strip() == "true":
        hint = (
            "; this clone is shallow: fetch that commit first, or the whole history "
            "(`git fetch --unshallow`, with actions/checkout `fetch-depth: 0`)"
        )
    raise GitFailed(f"git knows no commit `{reference}` here{hint}")


def _filters_off(folder: Path) -> tuple[tuple[str, str], ...]:
    """Settings that take away the filters that git would run on the contents of files."""
    # `config` exits with 1 where there are none, and fails where `rev-parse` will say why.
    done = _run(
        folder, _settings(_HARMLESS), "config", "-z", "--name-only", "--get-regexp", "^filter"
    )
    keys = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    return tuple((key, "false" if key.endswith(".required") else "") for key in keys if key)


def _settings(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Settings as variables: on the command line, a name with ``=`` in it would be another."""
    variables = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (key, value) in enumerate(pairs):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


def _git(folder: Path, settings: Mapping[str, str], *arguments: str) -> str:
    done = _run(folder, settings, *arguments)
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitFailed(reason or f"git {arguments[0]} failed")
    return done.stdout.decode("utf-8", "surrogateescape")


def _run(
    folder: Path, settings: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[bytes]:
    # Said twice: git before 2.31 does not know settings in variables.
    harmless = [word for key, value in _HARMLESS for word in ("-c", f"{key}={value}")]
    try:
        return subprocess.run(
            [_program(), *harmless, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_SECONDS,
            env={**os.environ, **_OFFLINE, **settings},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(f"git could not be run: {error}") from error


def _program() -> str:
    """The git of the search path; never one that lies in the working folder."""
    for folder in map(Path, os.get_exec_path()):
        for name in ("git", "git.exe"):
            if folder.is_absolute() and os.access(folder / name, os.X_OK):
                return str(folder / name)
    raise GitFailed("git could not be run: it is not on the search path")
