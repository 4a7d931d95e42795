"""Results of earlier runs: taken where nothing they rest on has changed, kept for the next run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.listing import FileListing, from_json, to_json

if TYPE_CHECKING:
    from houserules.cli.workers import File
    from houserules.workspace.cache.results import ResultStore
    from houserules.workspace.project import Workspace


class RememberedResults:
    """The kept results of the files of one run."""

    def __init__(self, workspace: Workspace, store: ResultStore, *, edits: bool) -> None:
        """``edits`` says whether listings hold the edits of fixes."""
        self._workspace = workspace
        self._store = store
        self._edits = edits
        self._recipes: dict[str, str] = {}

    def known(self, files: Sequence[File]) -> dict[int, FileListing]:
        """The listings that are still good, by the ordinal of the file."""
        kept = self._store.load(path for path, _ in files)
        found: dict[int, FileListing] = {}
        for ordinal, (path, name) in enumerate(files):
            recipe = self._recipe(path, name)
            result = kept.get(path)
            if recipe is None or result is None or result.recipe != recipe:
                continue
            if result.project and result.project != self._workspace.facts_digest(Path(path)):
                continue
            found[ordinal] = from_json(result.listing)
        return found

    def keep(self, listings: Iterable[tuple[File, FileListing]]) -> None:
        """Keep fresh results, but none with something that could not be done."""
        from houserules.workspace.cache.results import KeptResult

        rows: list[tuple[str, KeptResult]] = []
        for (path, name), listing in listings:
            recipe = self._recipe(path, name)
            if recipe is None or listing.errors:
                continue
            project = self._workspace.facts_digest(Path(path)) if listing.asked_project else ""
            rows.append((path, KeptResult(recipe, project, to_json(listing))))
        self._store.save(rows)

    def _recipe(self, path: str, name: str) -> str | None:
        """The recipe of a file before it was checked: what changes meanwhile is read again."""
        if path not in self._recipes:
            recipe = self._workspace.recipe_of(Path(path))
            if recipe is None:
                return None
            self._recipes[path] = f"{recipe} {name} {self._edits}"
        return self._recipes[path]
