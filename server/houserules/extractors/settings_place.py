"""Where the settings of a project belong that has no class for them yet."""

from __future__ import annotations

from dataclasses import dataclass

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_FOLDERS, PROJECT_MODULES
from houserules.extractors.settings_classes import EVERY_SETTINGS_CANDIDATE

_SOURCES = "src"
_INNER = "core"
_STEMS = ("config", "settings")


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """A module that does not exist yet.

    Attributes:
        path: Its file, relative to the root of the project.
        module: What imports call it.
    """

    path: str
    module: str


def _place(reader: Reader, _: str) -> SettingsPlace | None:
    own = reader.lookup(PROJECT_MODULES, reader.module.name)
    if own is None or reader.lookup(EVERY_SETTINGS_CANDIDATE, "settings"):
        return None
    folder, above = _package_of(reader, own.path.split("/")[:-1])
    inner = "/".join((*above, *folder, _INNER))
    if folder and reader.lookup(PROJECT_FOLDERS, inner) is not None:
        folder = (*folder, _INNER)
    names = reader.lookup(PROJECT_FOLDERS, "/".join((*above, *folder))) or ()
    for stem in _STEMS:
        if stem not in names and f"{stem}.py" not in names:
            path = "/".join((*above, *folder, f"{stem}.py"))
            return SettingsPlace(path, ".".join((*folder, stem)))
    return None


def _package_of(reader: Reader, folders: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The top package around a file, and the folders above it, of which imports know nothing."""
    for depth in range(1, len(folders) + 1):
        if "__init__.py" in (reader.lookup(PROJECT_FOLDERS, "/".join(folders[:depth])) or ()):
            return (folders[depth - 1],), tuple(folders[: depth - 1])
    depth = 1 if folders[:1] == [_SOURCES] else 0
    return tuple(folders[depth : depth + 1]), tuple(folders[:depth])


SETTINGS_PLACES = derived(
    "settings-places",
    _place,
    (EVERY_SETTINGS_CANDIDATE, PROJECT_MODULES, PROJECT_FOLDERS),
)
"""``""`` → where a settings class belongs that the module can import; ``None`` where the project
has one already, or no name is left."""
