"""Short names for what a project knows, and for its files as they are on disk.

What was found with the help of other files is good as long as the facts are the same. To know
that takes the facts of all files; that no file has changed since they had a certain digest takes
their stamps only. So the cache keeps both side by side, and a process that has read nothing yet
can tell whether an earlier result still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from houserules.analysis.project import ProjectModule
from houserules.workspace.baseline_file import Known
from houserules.workspace.cache.database import Database
from houserules.workspace.cache.location import tool_fingerprint
from houserules.workspace.index.facts import FileFacts
from houserules.workspace.index.store import Stamp, stamp_of
from houserules.workspace.settings_files import ProjectSettings

_BYTES = 16

KnownFile = tuple[ProjectModule, tuple[str, ...], FileFacts]
"""A file of a project, the names under which it can be imported, its facts."""


def digest_of(*values: object) -> str:
    """A short name for values that have the same ``repr`` in every process."""
    text = repr(values).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=_BYTES).hexdigest()


def result_recipe(stamp: Stamp, rules: str, known: Known) -> str:
    """Everything that what is found in a file rests on, the facts of other files aside.

    Args:
        stamp: The file as it is on disk.
        rules: The rules in force and what is known of the module; see ``RuleSets.recipe_of``.
        known: What a baseline knows of the file.
    """
    return digest_of(tool_fingerprint(), stamp, rules, known)


class FactsDigest:
    """The digest of the facts of one project; of files that are the same it is not made again."""

    def __init__(self, facts: Collection[str]) -> None:
        """``facts`` are the ids of those that rules of the project read of Python files."""
        self.facts = frozenset(facts)
        self._known: dict[str, tuple[KnownFile, str]] = {}

    def of(self, files: Iterable[KnownFile]) -> str:
        """The digest of all files of the project, in whatever order."""
        known: dict[str, tuple[KnownFile, str]] = {}
        for file in files:
            path = file[0].path
            before = self._known.get(path)
            unchanged = before is not None and all(
                a is b for a, b in zip(before[0], file, strict=True)
            )
            known[path] = before if before and unchanged else (file, self._of_file(file))
        self._known = known
        return digest_of(sorted((path, digest) for path, (_, digest) in known.items()))

    def _of_file(self, file: KnownFile) -> str:
        module, names, facts = file
        is_python = module.path.endswith(".py")
        read = {i: f for i, f in facts.items() if f and (not is_python or i in self.facts)}
        # Sorted: an edit may leave the same facts in another order.
        return digest_of(module, names, json.dumps(read, sort_keys=True))


def stamps_digest(
    project: ProjectSettings, facts: Collection[str], stamps: Mapping[str, Stamp]
) -> str:
    """The digest of all that decides what is known of a project: settings, files, stamps.

    Args:
        project: The project.
        facts: The ids of the facts that its rules read.
        stamps: Its files by relative path.
    """
    said = project.settings
    bases = sorted((repr(k), v) for k, v in said.bases.items())
    about = (str(project.root), str(project.file), said.roles, said.include, said.exclude, bases)
    files = sorted((path, *stamp) for path, stamp in stamps.items())
    return digest_of(tool_fingerprint(), about, sorted(facts), files)


def stamps_of(paths: Mapping[str, Path]) -> dict[str, Stamp]:
    """The stamps of files by relative path; those that are gone are left out."""
    found = ((relative, stamp_of(path)) for relative, path in paths.items())
    return {relative: stamp for relative, stamp in found if stamp is not None}


class DigestStore:
    """Which facts a project had when its files were as they were last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(self, project: ProjectSettings, stamps: str) -> str | None:
        """The digest of the facts that go with the digest of stamps, ``None`` if unknown."""
        query = "SELECT facts FROM projects WHERE project = ? AND stamps = ?"
        for (facts,) in self._database.rows(query, (_name(project), stamps)):
            return str(facts)
        return None

    def save(self, project: ProjectSettings, stamps: str, facts: str) -> None:
        """Keep which facts go with which stamps, in place of what was kept before."""
        self._database.write(
            "INSERT OR REPLACE INTO projects VALUES (?, ?, ?)", [(_name(project), stamps, facts)]
        )


def _name(project: ProjectSettings) -> str:
    return digest_of(str(project.root), str(project.file))
