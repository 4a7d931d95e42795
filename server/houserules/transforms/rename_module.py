"""A module gets another name: its file, and every import of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.entry_points import ALL_ENTRY_POINTS
from houserules.extractors.kept_names import KEPT_NAMES
from houserules.extractors.project_symbols import MODULE_BINDINGS, Symbol
from houserules.extractors.proven_references import references_in
from houserules.fixes.change import DocumentChange, Refusal, RenamedFile
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span
from houserules.transforms.rename_symbol import (
    RENAME_READS,
    refusal,
    renamed_everywhere,
    renamed_in_documents,
)

REASON = "whoever imports or starts the module from outside the project has to follow"


def _apply(rewrite: RewritePass, _: object, new: str) -> Iterator[Any]:
    project, own = rewrite.project, rewrite.module
    if project is None:
        return
    folder, _, file = own.path.rpartition("/")
    old = file.removesuffix(".py")
    below = f"{folder}/" if folder else ""
    for taken in (f"{below}{new}", f"{below}{new}.py", f"{below}{new}.pyi"):
        if project.exists(taken):
            yield Refusal(f"{taken} exists already")
            return
    if project.exists(f"{below}{old}.pyi"):
        yield Refusal(f"{below}{old}.pyi describes the module")
        return
    if old.isidentifier():
        module = rewrite.lookup(PROJECT_MODULES, own.name)
        if module is None or module.path != own.path:
            yield Refusal(f"other modules may be called `{own.name}`, too")
            return
        symbol = Symbol(module.name, "")
        if not new.isidentifier():
            yield from _mentions(rewrite, symbol, old)
        else:
            yield from _follow(rewrite, symbol, new)
    yield from _paths(rewrite, f"{below}{new}.py")
    yield RenamedFile(own.path, f"{below}{new}.py")


def _follow(rewrite: RewritePass, symbol: Symbol, new: str) -> Iterator[Any]:
    """The changes of everything that imports or names the module."""
    project = rewrite.project
    assert project is not None
    package = symbol.module.rpartition(".")[0]
    if package and rewrite.lookup(MODULE_BINDINGS, (package, new)):
        yield Refusal(f"`{new}` means something else in `{package}`")
        return
    if rewrite.lookup(KEPT_NAMES, f"{package}.{new}" if package else new).symbols:
        yield Refusal(f"`{new}` is a module already")
        return
    yield from renamed_everywhere(rewrite, project, symbol, new)
    yield from renamed_in_documents(rewrite, symbol, new)


def _mentions(rewrite: RewritePass, symbol: Symbol, old: str) -> Iterator[Refusal]:
    """What keeps a module from a name that no import can say."""
    project, own = rewrite.project, rewrite.module
    assert project is not None
    for source in project.mentioning((old,)):
        for unit in source.units(project):
            for found in references_in(unit, symbol, own.path):
                yield refusal(
                    source.module.path, unit, found.span, "the module is imported by its name"
                )
                return
    for path, _, entry in rewrite.lookup(ALL_ENTRY_POINTS, ""):
        if any(name == symbol.module for name, _ in entry.prefixes()):
            yield Refusal(f"{path} names the module")
            return


def _paths(rewrite: RewritePass, new_path: str) -> Iterator[DocumentChange]:
    """Files that name the file by its path."""
    own = rewrite.module.path
    for path, _, entry in rewrite.lookup(ALL_ENTRY_POINTS, ""):
        if entry.is_script and entry.name.removeprefix("./") == own:
            start = entry.span.end - len(own)
            yield DocumentChange(path, Span(start, entry.span.end), new_path)


rename_module = Transform(
    id="rename-module",
    title="Rename the file to `{new}.py`, and its imports with it",
    safety=Safety.UNSAFE,
    reach=Reach.RENAME,
    apply=_apply,
    requires=(*RENAME_READS, MODULE_BINDINGS),
)
