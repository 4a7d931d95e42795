"""What a run has to say, as plain values; every output format starts from these.

Lines and columns count from 1, columns in code points, ends are exclusive; files are relative to
the working folder where they are below it, with ``/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from houserules.analysis.severity import Severity

_REACHES_IN_FILE = frozenset({"statement", "class", "module"})


@dataclass(frozen=True, slots=True)
class ListedEdit:
    """One replacement of a fix."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class ListedFileEdits:
    """The replacements of a fix in one of several files."""

    file: str
    edits: tuple[ListedEdit, ...]


@dataclass(frozen=True, slots=True)
class ListedProjectEdits:
    """What a fix does to several files: edits first, then new names.

    Attributes:
        files: The edited files, the finding's own among them.
        created: New files, each with its text.
        renamed: Files that get another path, each with the new one.
    """

    files: tuple[ListedFileEdits, ...] = ()
    created: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListedFix:
    """The fix that a finding offers.

    Attributes:
        edits: Where they were asked for: those of a fix that changes its own file and no other;
            none where it was refused.
        project_edits: Where they were asked for: those of a fix over several files.
    """

    safety: str
    reach: str
    title: str
    edits: tuple[ListedEdit, ...] | None = None
    project_edits: ListedProjectEdits | None = None

    @property
    def reads_other_files(self) -> bool:
        """Whether its edits rest on the texts of other files."""
        return self.reach not in _REACHES_IN_FILE


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in a file.

    Attributes:
        source: The text of its first line.
        scope: The functions and classes around it.
        code: The marked code, normalised; with file, scope and rule it stays when lines move.
        in_unit: What an editor shows of it beside; kept for the editor only.
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
    in_unit: Sequence[Any] | None = field(default=None, compare=False)


class TroubleKind(StrEnum):
    """What a trouble means for the file it is about."""

    OTHER = "other"
    UNCHECKED = "unchecked"
    """The file was left out of the run: no process lived long enough to check it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be done; ``said`` when stderr has told already."""

    file: str
    line: int | None
    message: str
    said: bool = False
    kind: TroubleKind = TroubleKind.OTHER


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
        """How many findings ``houserules fix`` mends without being asked twice.

        Exact where edits were asked for. Else what findings offer is counted, and that is more
        where a fix is refused once it is worked out.
        """
        return sum(_mended_by_default(finding.fix) for finding in self.findings)


def _mended_by_default(fix: ListedFix | None) -> bool:
    # A fix whose edits were asked for and that has none was refused when it was computed.
    return (
        fix is not None and fix.safety == "safe" and not fix.reads_other_files and fix.edits != ()
    )
