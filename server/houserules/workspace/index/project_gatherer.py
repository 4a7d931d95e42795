"""A program that gathers the facts of one project for an analysis host, and says them on stdout.

It reads one line of JSON with what to gather, and answers with lines of JSON: ``["total", n]``,
``["module", path, name, is_package, role, names, facts]``, ``["document", path, facts]``,
``["gone", path]``, ``["done"]``. Paths are relative to the root of the project. It walks, reads and
waits for workers, so that the host does none of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from houserules import __version__
from houserules.settings.model import SettingsLayer
from houserules.workspace.cache.database import Database, default_path
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.index.facts import facts_of_document
from houserules.workspace.index.projects import (
    Listing,
    ProjectFactsOnDisk,
    described,
    list_project,
    packages_above,
    read_document,
)
from houserules.workspace.index.store import FactStore
from houserules.workspace.index.vocabulary import document_facts, document_names
from houserules.workspace.ruff_files import RuffFiles
from houserules.workspace.settings_files import ProjectSettings, SettingsFiles


@dataclass(frozen=True, slots=True)
class Request:
    """What to gather.

    Attributes:
        root: The root of the project.
        folder: The folder that settings fall back to.
        editor: The settings of the editor.
        config: The settings file to use for everything.
        only: Relative paths to look at; everything where empty.
        jobs: How many processes.
    """

    root: str
    folder: str
    editor: dict[str, Any]
    config: str | None = None
    only: tuple[str, ...] = ()
    jobs: int = 1

    def to_json(self) -> str:
        """The request as the line that the program reads."""
        return json.dumps(asdict(self))


def answers(request: Request) -> Iterator[list[Any]]:
    """The answers to a request."""
    layers = (SettingsLayer("editor", table=request.editor),) if request.editor else ()
    config = Path(request.config) if request.config else None
    settings = SettingsFiles(
        Path(request.folder), rule_catalog(), __version__, layers, config, RuffFiles()
    )
    root = Path(request.root)
    project = settings.for_file(root / "any.py")
    listing = _listing(project, settings.for_file, request.only)
    yield ["total", len(listing.modules)]
    facts = ProjectFactsOnDisk(settings.for_file, FactStore(Database(default_path())))
    for relative, found, _ in facts.gathered(
        project, max(2, request.jobs), listing, complete=not request.only
    ):
        module, names = described(project, relative, packages_above(root, relative))
        yield [
            "module", relative, module.name, module.is_package, str(module.role), names, found or {},
        ]  # fmt: skip
    for relative, path in listing.documents.items():
        text = read_document(path)
        if text is not None:
            yield ["document", relative, facts_of_document(document_facts(relative), text)]
    for relative in request.only:
        if relative not in listing.modules and relative not in listing.documents:
            yield ["gone", relative]
    yield ["done"]


def _listing(
    project: ProjectSettings,
    settings_of: Callable[[Path], ProjectSettings],
    only: tuple[str, ...],
) -> Listing:
    if not only:
        return list_project(project, settings_of)
    listing = Listing({}, {})
    for relative in only:
        path = project.root / relative
        if not path.is_file() or settings_of(path).root != project.root:
            continue
        if path.name in document_names():
            listing.documents[relative] = path
        elif path.suffix == ".py" and project.settings.covers(relative):
            listing.modules[relative] = path
    return listing


def main() -> None:
    """Answer the request on stdin, out of the way of whoever is typing."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    out, sys.stdout = sys.stdout, sys.stderr
    values = json.loads(sys.stdin.readline())
    values["only"] = tuple(values["only"])
    for answer in answers(Request(**values)):
        out.write(json.dumps(answer, separators=(",", ":")) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
