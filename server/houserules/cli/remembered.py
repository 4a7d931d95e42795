"""Results of earlier runs: taken where nothing they rest on has changed, kept for the next run."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from houserules.cli.listing import File, FileListing, from_json, named, to_json
from houserules.workspace.index.project_reads import NOT_KNOWN

if TYPE_CHECKING:
    from houserules.workspace.cache.results import KeptResult, ResultStore
    from houserules.workspace.index.project_reads import Answers
    from houserules.workspace.project import Workspace


class RememberedResults:
    """The kept results of the files of one run."""

    def __init__(self, workspace: Workspace, store: ResultStore, *, edits: bool) -> None:
        """``edits`` says whether listings hold the edits of fixes."""
        self._workspace = workspace
        self._store = store
        self._edits = edits
        self._recipes: dict[str, str] = {}
        self._doubtful: dict[File, KeptResult] = {}

    def load(self, files: Sequence[File]) -> dict[File, FileListing]:
        """The listings that are still good, or will be if other files say what they said.

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
                if digest is not None and digest != result.project and not result.reads.questions:
                    continue
                if digest != result.project:
                    self._doubtful[file] = result
            listing = from_json(result.listing)
            found[file] = listing if self._edits else named(listing, name)
        return found

    @property
    def doubtful(self) -> bool:
        """Whether facts have to be known before it can be said what is good."""
        return bool(self._doubtful)

    def outdated(self) -> list[File]:
        """The files that are told something else by others; to be asked when all facts are there.

        The results of the rest are good for the facts as they are now, and are noted so.
        """
        outdated: list[File] = []
        renewed: defaultdict[str, list[tuple[str, KeptResult]]] = defaultdict(list)
        for answers, files in self._by_project():
            answers.prepare(self._doubtful[file].reads.questions for file in files)
            for file in files:
                result, path = self._doubtful[file], file[0]
                if answers.still_hold(result.reads):
                    renewed[self._workspace.facts_digest(Path(path))].append((path, result))
                else:
                    outdated.append(file)
        for digest, results in renewed.items():
            self._store.renew(results, digest)
        return outdated

    def _by_project(self) -> list[tuple[Answers, list[File]]]:
        """The doubtful files of which the project says something else than it did."""
        grouped: dict[int, tuple[Answers, list[File]]] = {}
        for file, result in self._doubtful.items():
            path = Path(file[0])
            if result.project != self._workspace.facts_digest(path):
                answers = self._workspace.answers_for(path)
                grouped.setdefault(id(answers), (answers, []))[1].append(file)
        return list(grouped.values())

    def keep(self, listings: Iterable[tuple[File, FileListing]]) -> None:
        """Keep fresh results, but none with something that could not be done."""
        from houserules.workspace.cache.results import KeptResult

        rows: list[tuple[str, KeptResult]] = []
        for (path, name), listing in listings:
            recipe = self._recipe(path, name)
            if recipe is None or listing.errors or (self._edits and _reads_other_texts(listing)):
                continue
            project = self._workspace.facts_digest(Path(path)) if listing.asked_project else ""
            # What fixes asked to work out their edits is not written down.
            reads = NOT_KNOWN if self._edits and _has_edits(listing) else listing.reads
            kept = dataclasses.replace(listing, reads=NOT_KNOWN)
            kept = kept if self._edits else named(kept, "")
            rows.append((path, KeptResult(recipe, project, reads, to_json(kept))))
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


def _has_edits(listing: FileListing) -> bool:
    return any(finding.fix is not None for finding in listing.findings)


def _reads_other_texts(listing: FileListing) -> bool:
    """Whether edits rest on more of other files than the facts that stand for them."""
    return any(f.fix is not None and f.fix.reads_other_files for f in listing.findings)
