"""What a run has to say, as plain values; every output format starts from these.

Lines and columns count from 1, columns in code points, ends are exclusive; files are relative to
the working folder where they are below it, with ``/``.
"""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.severity import Severity


@dataclass(frozen=True, slots=True)
class ListedEdit:
    """One replacement of a fix."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class ListedFix:
    """The fix that a finding offers; ``edits`` only where they were asked for."""

    safety: str
    reach: str
    title: str
    edits: tuple[ListedEdit, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in a file.

    Attributes:
        source: The text of its first line.
        scope: The functions and classes around it.
        code: The marked code, normalised; with file, scope and rule it stays when lines move.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    message: str
    severity: Severity
    fix: ListedFix | None = None
    source: str = ""
    scope: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be done; ``said`` when stderr has told already."""

    file: str
    line: int | None
    message: str
    said: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found.

    Attributes:
        files: How many files were looked at.
        seconds: How long it took.
        baselined: How many findings are hidden because they stand in a baseline.
    """

    findings: tuple[Listed, ...]
    errors: tuple[Trouble, ...]
    files: int
    seconds: float
    baselined: int = 0

    @property
    def fixable(self) -> int:
        """How many findings ``houserules fix`` mends without being asked twice."""
        return sum(_mended_by_default(finding.fix) for finding in self.findings)


def _mended_by_default(fix: ListedFix | None) -> bool:
    # A fix whose edits were asked for and that has none was refused when it was computed.
    return (
        fix is not None
        and fix.safety == "safe"
        and fix.reach in ("statement", "class", "module")
        and fix.edits != ()
    )
