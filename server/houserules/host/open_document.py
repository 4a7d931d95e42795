"""One document that is open in the editor: its analysis, and what stands in for it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houserules.analysis.changes import Changes
from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.project import READINESS
from houserules.analysis.state import UnitState
from houserules.host.baselined import BaselinedFindings
from houserules.host.blocks import findings_of
from houserules.host.kept_findings import Found, KeptFindings
from houserules.host.look_up import LookUp
from houserules.text.lines import LineIndex
from houserules.workspace.baseline_file import NOTHING_KNOWN, Known


@dataclass(slots=True, eq=False)
class OpenDocument:
    """A document of the editor.

    Attributes:
        uri: Its name in the protocol.
        path: Where it is on disk, ``None`` for untitled ones.
        version: The version of ``analysis.text``.
        analysis: What is known of it.
        baselined: Its findings held against the baseline, where it has one.
        reported_version: The last version that a report was sent for.
        pending: Whether work or a report is due.
        look_up: What is being looked up of it in the cache.
        kept: What was looked up, in place of what is not analysed yet.
        unkept: Whether what is found in it has still to be kept.
        complete_at: The version of which everything was reported, ``None`` since a report on a
            part.
    """

    uri: str
    path: Path | None
    version: int
    analysis: ModuleAnalysis
    baselined: BaselinedFindings | None = None
    reported_version: int = -1
    pending: bool = True
    look_up: LookUp | None = None
    kept: KeptFindings | None = None
    unkept: bool = True
    complete_at: int | None = None

    @property
    def in_background(self) -> bool:
        """Whether its analysis can only confirm what is shown."""
        return self.kept is not None and self.version == self.kept.version

    def drain(self) -> Changes:
        """What changed since the last call, the baseline considered."""
        changes = self.analysis.drain()
        if self.baselined:
            changes = self.baselined.follow(self.analysis, changes)
        return self.kept.follow(changes) if self.kept else changes

    def stand_in(self, found: Found, *, waits: bool) -> None:
        """Show what was found earlier until the analysis is done.

        Args:
            found: All findings, by the number of their unit.
            waits: Whether the analysis is done only when the facts of the project are there.
        """
        self.kept = KeptFindings(self.analysis, found, self.version, waits=waits)
        self.unkept = False
        self.analysis.counters.add("shown_from_cache")

    def release(self, changes: Changes, *, facts_settled: bool) -> Changes:
        """Let the analysis, which is done, speak for itself; the changes with what that changes."""
        kept = self.kept
        if kept is None:
            return changes
        waits = kept.waits and not facts_settled

        def still_waits(state: UnitState) -> bool:
            return waits and (self.in_background or READINESS in state.base_keys)

        changes = kept.release(
            self.analysis,
            changes,
            lambda state: findings_of(self.analysis, state, self.baselined),
            unless=still_waits,
        )
        if not kept:
            self.kept = None
        return changes

    def hold_against(self, known: Known) -> None:
        """Put a baseline in force; what it held before is reported anew."""
        before = self.baselined.known if self.baselined else NOTHING_KNOWN
        if known != before:
            self.baselined = BaselinedFindings(known)

    def failures(self) -> list[dict[str, Any]]:
        """The rules that raised, as the protocol has them; lines count from 0."""
        failed = self.analysis.failures
        if not failed:
            return []
        lines = LineIndex.of(self.analysis.text)
        return [
            {"rule": f.rule, "line": lines.line_of(offset), "message": f.message}
            for offset, f in failed
        ]
