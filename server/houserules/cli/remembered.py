"""Results of earlier runs: taken where nothing they rest on has changed, kept for the next run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.listing import File, FileListing, from_json, named, to_json

if TYPE_CHECKING:
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
        self._doubtful: dict[File, str] = {}

    def load(self, files: Sequence[File]) -> dict[File, FileListing]:
        """The listings that are still good, or will be if the facts of the project are the same.

        The latter are those that ``outdated`` decides on.
        """
        kept = self._store.load(path for path, _ in files)
        found: dict[File, FileListing] = {}
        for file in files:
            path, name = file
            recipe = self._recipe(path, name)
            result = kept.get(path)
            if recipe is None or result is None or result.recipe != recipe:
                continue
            if result.project:
                digest = self._workspace.known_facts_digest(Path(path))
                if digest is None:
                    self._doubtful[file] = result.project
                elif digest != result.project:
                    continue
            listing = from_json(result.listing)
            found[file] = listing if self._edits else named(listing, name)
        return found

    @property
    def doubtful(self) -> bool:
        """Whether facts have to be known before it can be said what is good."""
        return bool(self._doubtful)

    def outdated(self) -> list[File]:
        """The files for which the facts are others; to be asked when all facts are in the store."""
        doubtful = self._doubtful.items()
        return [f for f, digest in doubtful if digest != self._workspace.facts_digest(Path(f[0]))]

    def keep(self, listings: Iterable[tuple[File, FileListing]]) -> None:
        """Keep fresh results, but none with something that could not be done."""
        from houserules.workspace.cache.results import KeptResult

        rows: list[tuple[str, KeptResult]] = []
        for (path, name), listing in listings:
            recipe = self._recipe(path, name)
            if recipe is None or listing.errors or (self._edits and _reads_other_texts(listing)):
                continue
            project = self._workspace.facts_digest(Path(path)) if listing.asked_project else ""
            kept = listing if self._edits else named(listing, "")
            rows.append((path, KeptResult(recipe, project, to_json(kept))))
        self._store.save(rows)

    def _recipe(self, path: str, name: str) -> str | None:
        """The recipe of a file before it was checked: what changes meanwhile is read again."""
        if path not in self._recipes:
            recipe = self._workspace.recipe_of(Path(path))
            if recipe is None:
                return None
            # Edits name other files as they are seen from the working folder.
            self._recipes[path] = f"{recipe} edits {name}" if self._edits else recipe
        return self._recipes[path]


def _reads_other_texts(listing: FileListing) -> bool:
    """Whether edits rest on more of other files than the facts that stand for them."""
    return any(f.fix is not None and f.fix.reads_other_files for f in listing.findings)
