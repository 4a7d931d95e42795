"""Fixes over several files: computed against the files as they are now, every edit checked.

Works on analysed documents in memory; reads files only through ``ProjectSources`` and writes
none. One fix is one whole: if a part of it breaks a promise, nothing of it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.project_sources import ProjectSources, UnreadableProject
from houserules.analysis.state import UnitState
from houserules.fixes.change import DocumentChange, Elsewhere, NewFile, Refusal, RenamedFile
from houserules.fixes.check import Site, Violation, check_rewrite
from houserules.fixes.safety import Reach
from houserules.syntax.tree import parse_document
from houserules.text.edits import OverlappingEdits, apply_edits
from houserules.text.span import TextEdit
from houserules.transforms.applying import finish, rewrite_of, transform_items


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a fix makes of one file.

    Attributes:
        path: Relative to the root of the project, before any renaming.
        before: The text that the edits are for; what is not this text any more is not edited.
        edits: In code points of ``before``, in order.
        after: The text that they make.
    """

    path: str
    before: str
    edits: tuple[TextEdit, ...]
    after: str


@dataclass(frozen=True, slots=True)
class ProjectFixed:
    """A fix over several files; edits come first, then renamings.

    Attributes:
        changed: The files that it edits, by path.
        created: The files that it makes.
        renamed: The files that get another path.
    """

    changed: tuple[FileChange, ...]
    created: tuple[NewFile, ...] = ()
    renamed: tuple[RenamedFile, ...] = ()


def fix_project(
    analysis: ModuleAnalysis, path: str, state: UnitState, fix: Fix, sources: ProjectSources
) -> ProjectFixed | Violation | Refusal | None:
    """Compute one fix of reach project or rename.

    Args:
        analysis: The document of the finding.
        path: Its path relative to the root of the project.
        state: The unit of the finding.
        fix: The fix.
        sources: The files of the project.

    Returns:
        The change; a refusal with its reason; a violation where the edits of some file would
        break a promise; ``None`` where the transform makes nothing.
    """
    try:
        items = transform_items(analysis, state, fix, sources)
        refusal = next((item for item in items if isinstance(item, Refusal)), None)
        if refusal is not None or not items:
            return refusal
        return _assembled(analysis, path, items, sources)
    except UnreadableProject as error:
        return Refusal(str(error))


def _assembled(
    analysis: ModuleAnalysis, path: str, items: tuple[Any, ...], sources: ProjectSources
) -> ProjectFixed | Violation | Refusal | None:
    created = tuple(item for item in items if isinstance(item, NewFile))
    renamed = tuple(item for item in items if isinstance(item, RenamedFile))
    wrong = next(_misplaced(created, renamed, sources), None)
    if wrong is not None:
        return Refusal(wrong)
    changed: list[FileChange] = []
    for file, own in _by_file(path, items).items():
        source = analysis if file == path else _source(sources, file)
        change = _python_change(file, source, own)
        if isinstance(change, Violation):
            return change
        if change is not None:
            changed.append(change)
    for file, edits in _document_edits(items).items():
        before = sources.document(file)
        if before is None:
            return Refusal(f"{file} cannot be read")
        try:
            after = apply_edits(before, edits)
        except OverlappingEdits:
            return None
        changed.append(FileChange(file, before, tuple(edits), after))
    if not (changed or created or renamed):
        return None
    changed.sort(key=lambda change: change.path)
    return ProjectFixed(tuple(changed), created, renamed)


def _misplaced(
    created: Iterable[NewFile], renamed: Iterable[RenamedFile], sources: ProjectSources
) -> Iterator[str]:
    for path in (*(new.path for new in created), *(r.new_path for r in renamed)):
        parts = PurePosixPath(path).parts
        if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
            yield f"{path} is outside the project"
        elif sources.exists(path):
            yield f"{path} exists already"
    for new in created:
        if new.path.endswith(".py") and not _parses(new.text):
            yield f"what {new.path} would hold does not parse"


def _parses(text: str) -> bool:
    return all(unit.flaw is None for unit in parse_document(text).units)


def _by_file(path: str, items: Iterable[Any]) -> dict[str, list[Any]]:
    """What is to change in each Python file, the finding's own first."""
    found: dict[str, list[Any]] = {path: []}
    for item in items:
        if isinstance(item, Elsewhere):
            found.setdefault(item.path, []).append(item.item)
        elif not isinstance(item, DocumentChange | NewFile | RenamedFile):
            found[path].append(item)
    return {file: own for file, own in found.items() if own}


def _document_edits(items: Iterable[Any]) -> dict[str, list[TextEdit]]:
    found: dict[str, list[TextEdit]] = {}
    for item in items:
        if isinstance(item, DocumentChange):
            found.setdefault(item.path, []).append(TextEdit(item.span, item.text))
    for edits in found.values():
        edits.sort()
    return found


def _source(sources: ProjectSources, path: str) -> ModuleAnalysis:
    source = sources.at(path)
    if source is None:
        raise UnreadableProject(f"{path} cannot be read")
    return source.analysis


def _python_change(
    path: str, analysis: ModuleAnalysis, items: Iterable[Any]
) -> FileChange | Violation | None:
    rewrite = rewrite_of(analysis, items)
    if rewrite is None:
        return None
    after = finish(analysis, rewrite)
    first = rewrite.edits[0].span.start if rewrite.edits else 0
    site = Site(analysis.tree.index_at(first), Reach.MODULE, rewrite.edits)
    violation = check_rewrite(
        analysis.tree, after.tree, after.edits, rewrite, [site], analysis.parse
    )
    if violation is not None:
        return Violation(violation.rule, f"in {path}, {violation.promise}")
    return FileChange(path, analysis.text, after.edits, after.text)
