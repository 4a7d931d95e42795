"""Problems with settings, said on stderr."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from houserules.analysis.severity import Severity
from houserules.cli.printable import printable
from houserules.cli.report import Trouble
from houserules.settings.model import SettingsProblem

_LABELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def split_problems(
    problems: Iterable[SettingsProblem],
) -> tuple[list[SettingsProblem], list[SettingsProblem]]:
    """Those that stop the run, and those that do not."""
    fatal: list[SettingsProblem] = []
    mild: list[SettingsProblem] = []
    for problem in problems:
        (fatal if problem.severity is Severity.ERROR else mild).append(problem)
    return fatal, mild


def say_problems(problems: Iterable[SettingsProblem]) -> None:
    """One line each: place, how bad, what, and the nearest right name."""
    for problem in problems:
        label = _LABELS.get(problem.severity, "note")
        line = f"{_place(problem)}: {label}: {problem.message}"
        click.echo(printable(line), err=True)


def as_trouble(problem: SettingsProblem) -> Trouble:
    """The problem as an error of the report, once ``say_problems`` has said it."""
    if problem.path is None:
        return Trouble(problem.source, None, problem.message, said=True)
    return Trouble(shown_path(problem.path), problem.line + 1, problem.message, said=True)


def shown_path(path: str) -> str:
    """A path as reports name it: relative to the working folder where it is below, with ``/``."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        # Another drive (Windows).
        return Path(path).as_posix()
    if not os.path.isabs(path) or not relative.startswith(".."):
        return Path(relative).as_posix()
    return Path(path).as_posix()


def _place(problem: SettingsProblem) -> str:
    if problem.path is None:
        return problem.source
    return f"{shown_path(problem.path)}:{problem.line + 1}:{problem.column + 1}"
