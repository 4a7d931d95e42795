"""One settings file of ruff: its table, and where each value stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from houserules.settings.locate import Path, Place, line_starts, locate, position
from houserules.settings.sources import Origin
from houserules.settings.toml_text import parse_toml
from houserules.settings.values import tupled

_LINT: Final = "lint"


@dataclass(frozen=True, slots=True)
class RuffLayer:
    """What one file says.

    Attributes:
        path: The file, absolute, with ``/``.
        folder: Its folder, which patterns are relative to.
        table: ``[tool.ruff]``, or the whole of a ``ruff.toml``.
        lines: The lines of its keys and items, counted from 1, by path from ``table``.
        requires_python: ``[project] requires-python`` of a ``pyproject.toml``.
    """

    path: str
    folder: str
    table: Mapping[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict[Path, int])
    requires_python: str | None = None

    def value(self, path: tuple[str, ...]) -> Any:
        """The value at a path of keys, ``None`` where there is none."""
        value: Any = self.table
        for key in path:
            value = cast("Mapping[str, Any]", value).get(key) if _is_table(value) else None
        return value

    def lint(self, *path: str) -> Any:
        """The value of a setting below ``lint``, which older files have at the top."""
        found = self.value((_LINT, *path))
        return self.value(path) if found is None else found

    def words(self, key: str) -> tuple[str, ...] | None:
        """The strings of an array below ``lint``, ``None`` where it is not set."""
        return strings(self.lint(key))

    def origin(self, *path: str | int) -> Origin:
        """Where a setting below ``lint`` stands: its source is the path of the file."""
        known = (self.lines.get((_LINT, *path)), self.lines.get(path))
        return Origin(self.path, next((line for line in known if line is not None), None))

    def globs(self, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The pairs of a table of selectors by glob below ``lint``."""
        table = self.lint(key)
        if _is_table(table):
            for glob, words in table.items():
                yield glob, strings(words) or ()


def read_ruff(text: str, path: str, *, pyproject: bool) -> RuffLayer | None:
    """Ruff's settings in a file; ``None`` where it has none, or ruff could not read it either.

    Args:
        text: The file.
        path: Where it is, absolute, with ``/``.
        pyproject: Whether the settings are below ``[tool.ruff]``.
    """
    if pyproject and "ruff" not in text:
        return None
    try:
        root = parse_toml(text)
        places = locate(text)
    except (ValueError, RecursionError):
        return None
    prefix = ("tool", "ruff") if pyproject else ()
    table: Any = root
    for key in prefix:
        table = table.get(key) if _is_table(table) else None
    if not _is_table(table):
        return None
    project: Any = root.get("project") if pyproject else None
    wanted = project.get("requires-python") if _is_table(project) else None
    return RuffLayer(
        path,
        path.rpartition("/")[0],
        table,
        _lines(text, places, prefix),
        wanted if isinstance(wanted, str) else None,
    )


def strings(value: object) -> tuple[str, ...] | None:
    """The strings of an array; ``None`` for anything else."""
    if not isinstance(value, list):
        return None
    return tuple(item for item in tupled(cast("list[Any]", value)) if isinstance(item, str))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _lines(text: str, places: Mapping[Path, Place], prefix: tuple[str, ...]) -> dict[Path, int]:
    starts = line_starts(text)
    length = len(prefix)
    return {
        path[length:]: position(starts, place.value[0])[0] + 1
        for path, place in places.items()
        if path[:length] == prefix
    }
