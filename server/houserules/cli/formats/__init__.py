"""Output formats: each turns a report into text, and nothing else."""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from houserules.cli.report import Report

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")


class Render(Protocol):
    """``render(report, colour=…)``: the whole output, with its last line break."""

    def __call__(self, report: Report, *, colour: bool) -> str:
        """The report as text."""
        ...


def renderer(name: str) -> Render:
    """The format of that name, imported when it is used."""
    module = importlib.import_module(f"houserules.cli.formats.{name}_format")
    return cast("Render", module.render)
