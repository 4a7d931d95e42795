"""What a file comes to when its analysis is led to another text: fixed, or with findings ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.fingerprint import fingerprints
from houserules.workspace.baseline_file import Known, in_baseline
from houserules.workspace.file_report import (
    FileReport,
    FixReport,
    file_report,
    fix_report,
    syntax_errors,
    unreadable,
    untouched,
)
from houserules.workspace.fixing import Fixed
from houserules.workspace.ignoring import Offender, ignore_all
from houserules.workspace.source import (
    SourceText,
    UnreadableSource,
    decode_source,
    is_generated,
    read_source,
)

Rewrite = Callable[[ModuleAnalysis], Fixed]
"""Leads an analysis to another text."""


def rewritten(
    path: Path,
    data: bytes | None,
    analyse: Callable[[SourceText], ModuleAnalysis],
    rewrite: Rewrite,
    shown: Callable[[FileReport], FileReport],
) -> FixReport:
    """Work out a file's other contents; one that is broken or generated stays as it is.

    Args:
        path: The file.
        data: What to start from instead of the file's contents.
        analyse: Analyses a text as that of the file.
        rewrite: Leads the analysis to the other text.
        shown: What of a report is shown.
    """
    try:
        before = read_source(path) if data is None else data
        source = decode_source(before)
    except UnreadableSource as error:
        failed = unreadable(path, error)
        return FixReport(path, data or b"", data or b"", (), failed, failed.errors)
    if is_generated(source.text, path.name):
        left = untouched(path, source)
        return FixReport(path, before, before, (), left, (), source.text, source.text)
    analysis = analyse(source)
    broken = syntax_errors(analysis)
    if broken:
        left = shown(file_report(path, analysis))
        return FixReport(path, before, before, (), left, broken, source.text, source.text)
    fixed = fix_report(path, before, source, rewrite(analysis), analysis)
    return replace(fixed, remaining=shown(fixed.remaining))


def ignored(analysis: ModuleAnalysis, known: Known) -> Fixed:
    """A text in which everything found is ignored that the baseline does not hide."""

    def offenders(analysis: ModuleAnalysis) -> Iterator[Offender]:
        reported = [(s, f) for s in analysis.states for f, _ in s.reported]
        known_by = [fingerprints(s, (f,), analysis.parse)[0] for s, f in reported]
        hidden = in_baseline(known_by, known)
        for (state, finding), hide in zip(reported, hidden, strict=True):
            if not hide:
                yield finding.rule, state, finding.span

    rules = ignore_all(analysis, offenders)
    return Fixed(analysis.text, (), rules)
