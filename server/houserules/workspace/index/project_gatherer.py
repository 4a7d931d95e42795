"""A program that gathers the facts of projects for an analysis host, and says them on stdout.

It reads requests, a line of JSON each, and answers each with lines of JSON: ``["total", n]``,
``["module", path, name, is_package, role, names, facts, stamp]``, ``["document", path, facts,
stamp]``, ``["gone", path]``, ``["deadly", path]``, ``["done"]``. Paths are relative to the root of
the project. It walks, reads and waits for workers, so that the host does none of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from houserules import __version__
from houserules.settings.model import SettingsLayer
from houserules.workspace.cache.database import Database, default_path
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.index.facts import facts_of_document
from houserules.workspace.index.listing import (
    Listing,
    described,
    list_project,
    packages_above,
    read_document,
)
from houserules.workspace.index.projects import ProjectFactsOnDisk
from houserules.workspace.index.store import Stamp, stamp_of
from houserules.workspace.index.vocabulary import document_facts, may_be_document
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.settings_files import ProjectSettings, SettingsFiles

_STAYS_SECONDS = 60.0
"""How long the program waits for another request before it ends."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to gather.

    Attributes:
        root: The root of the project.
        file: Its settings file.
        layers: What that file and those it extends say in the view of the host, which keeps the
            last right text of a file that is being typed.
        sections: The settings files that the host knows, also those in the middle of being typed.
        folder: The folder that settings fall back to.
        editor: The settings of the editor.
        config: The settings file to use for everything.
        only: Relative paths to look at; ``None`` for everything.
        known: The files that the host knows with their stamps: unchanged ones are passed over,
            unless named by ``only``.
        jobs: How many processes.
        isolated: Whether to parse in processes of their own only: the program died at this before.
        cache: Whether to use the cache of the user.
    """

    root: str
    file: str | None
    layers: tuple[Mapping[str, Any], ...]
    sections: tuple[str, ...]
    folder: str
    editor: Mapping[str, Any]
    config: str | None = None
    only: tuple[str, ...] | None = None
    known: Mapping[str, Stamp] = field(default_factory=dict[str, Stamp])
    jobs: int = 1
    isolated: bool = False
    cache: bool = True

    def to_json(self) -> str:
        """The request as the line that the program reads."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def from_json(line: str) -> Request:
        """The inverse of ``to_json``."""
        values = json.loads(line)
        only = values.pop("only")
        known = {path: Stamp(*stamp) for path, stamp in values.pop("known").items()}
        return Request(**values, only=None if only is None else tuple(only), known=known)


def answers(request: Request) -> Iterator[list[Any]]:
    """The answers to a request."""
    root = Path(request.root)
    settings = _settings(request)
    project = _project(request, settings)
    listing = _listing(project, settings, request.only)
    changed = _changed(listing, {} if request.only is not None else request.known)
    yield ["total", len(listing.modules)]
    on_disk = ProjectFactsOnDisk(
        settings.for_file, Database(default_path()) if request.cache else None
    )
    complete = request.only is None and not request.known
    files = on_disk.read_files(
        project, changed, max(2, request.jobs), complete=complete, isolated=request.isolated
    )
    for file in files:
        module, names = described(project, file.relative, packages_above(root, file.relative))
        if file.deadly:
            yield ["deadly", file.relative]
        what = [module.name, module.is_package, str(module.role), names, file.facts or {}]
        yield ["module", file.relative, *what, file.stamp]
    for relative, path in changed.documents.items():
        stamp, text = stamp_of(path), read_document(path)
        if text is not None:
            yield ["document", relative, facts_of_document(document_facts(relative), text), stamp]
    asked = request.known if request.only is None else request.only
    for relative in asked:
        if relative not in listing.modules and relative not in listing.documents:
            yield ["gone", relative]
    yield ["done"]


def listed(request: Request) -> tuple[ProjectSettings, Listing]:
    """The project that a request is about, and the files that it asks for."""
    settings = _settings(request)
    project = _project(request, settings)
    return project, _listing(project, settings, request.only)


def _project(request: Request, settings: SettingsFiles) -> ProjectSettings:
    layers = tuple(SettingsLayer(**layer) for layer in request.layers)
    return settings.under(Path(request.file) if request.file else None, layers)


def _settings(request: Request) -> SettingsFiles:
    editor = (SettingsLayer("editor", table=request.editor),) if request.editor else ()
    config = Path(request.config) if request.config else None
    settings = SettingsFiles(
        Path(request.folder), rule_catalog(), __version__, editor, config, RuffFiles()
    )
    settings.expect_settings(map(Path, request.sections))
    return settings


def _listing(
    project: ProjectSettings, settings: SettingsFiles, only: tuple[str, ...] | None
) -> Listing:
    if only is None:
        return list_project(project, settings.for_file)
    listing = Listing({}, {})
    for relative in only:
        path = project.root / relative
        if not path.is_file() or settings.for_file(path).file != project.file:
            continue
        if may_be_document(path.name):
            listing.documents[relative] = path
        elif path.suffix == ".py" and project.settings.covers(relative):
            listing.modules[relative] = path
    return listing


def _changed(listing: Listing, known: Mapping[str, Stamp]) -> Listing:
    """The files of a listing that are not as the host knows them."""
    if not known:
        return listing

    def left(files: Mapping[str, Path]) -> dict[str, Path]:
        return {r: p for r, p in files.items() if r not in known or known[r] != stamp_of(p)}

    return Listing(left(listing.modules), left(listing.documents))


def _requests() -> Iterator[Request]:
    """The requests on stdin, until there is none for a while."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, name="requests", daemon=True).start()
    with contextlib.suppress(queue.Empty):
        while line := lines.get(timeout=_STAYS_SECONDS):
            yield Request.from_json(line)


def main() -> None:
    """Answer the requests on stdin, out of the way of whoever is typing."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    out, sys.stdout = sys.stdout, sys.stderr
    for request in _requests():
        for answer in answers(request):
            out.write(json.dumps(answer, separators=(",", ":")) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
