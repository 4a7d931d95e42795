"""One settings text opened: its table, the place of every value, and the problems found in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from houserules.analysis.severity import Severity
from houserules.settings.locate import Path, Place, Range, line_starts, locate, position
from houserules.settings.sources import Origin, SettingsLayer, SettingsProblem
from houserules.settings.suggest import did_you_mean
from houserules.settings.toml_text import TomlTooDeep, parse_toml

MAX_TEXT = 1 << 20
"""Longest settings text that is read, in code points."""

MOST_PROBLEMS = 100
"""A file with more mistakes than that is not being read, but thrown at us."""

_TABLE = ("tool", "houserules")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NOWHERE = Range(0, 0, 0, 0)


@dataclass
class Document:
    """A layer while it is read.

    Attributes:
        layer: Where it comes from.
        table: The settings; empty when the text is not TOML.
        project: The ``[project]`` table of a ``pyproject.toml``.
        problems: What is wrong, in the order of discovery.
    """

    layer: SettingsLayer
    table: Mapping[str, Any]
    project: Mapping[str, Any]
    places: Mapping[Path, Place]
    problems: list[SettingsProblem] = field(default_factory=list[SettingsProblem])

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.layer.text or "")

    def origin(self, path: Path) -> Origin:
        """Where the value at ``path`` was set."""
        if self.layer.text is None:
            return Origin(self.layer.source)
        return Origin(self.layer.source, self.range(path).line + 1)

    def range(self, path: Path, *, key: bool = False) -> Range:
        """Where the value (or key) at ``path``, or the closest table around it, stands."""
        text = self.layer.text
        prefix: Path = _TABLE if self.layer.pyproject else ()
        full = (*prefix, *path)
        while full and text is not None:
            place = self.places.get(full)
            if place is not None:
                wants_key = key or len(full) < len(prefix) + len(path)
                start, end = place.key if wants_key else place.value
                return Range(*position(self._line_starts, start), *position(self._line_starts, end))
            full = full[:-1]
        return _NOWHERE

    def report(
        self,
        path: Path,
        message: str,
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem with the value (or key) at ``path``."""
        if len(self.problems) >= MOST_PROBLEMS:
            return
        place = self.range(path, key=key)
        self.problems.append(
            SettingsProblem(self.layer.path, *place, message, severity, self.layer.source)
        )

    def did_you_mean(self, word: str, known: Iterable[str]) -> str:
        """See ``suggest.did_you_mean``; nothing for a message that nobody will see."""
        return "" if len(self.problems) >= MOST_PROBLEMS else did_you_mean(word, known)

    def report_value(self, path: Path, message: str) -> None:
        """Note a problem with a value, naming its key."""
        names = [part for part in path if isinstance(part, str)]
        shown = ".".join(name if _bare(name) else f'"{name}"' for name in names)
        self.report(path, f"{shown}: {message}" if shown else message)


def open_document(layer: SettingsLayer) -> Document:
    """Parse a layer; bad TOML becomes a problem and an empty table."""
    if layer.text is None:
        return Document(layer, layer.table or {}, {}, {})
    layer = replace(layer, text=layer.text.removeprefix("\ufeff"))
    assert layer.text is not None
    if len(layer.text) > MAX_TEXT:
        return _unreadable(layer, _NOWHERE, "settings files may not be larger than 1 MiB")
    try:
        root = parse_toml(layer.text)
        places = locate(layer.text)
    except tomllib.TOMLDecodeError as error:
        return _unreadable(layer, *_where(layer.text, str(error)))
    except RecursionError:
        return _unreadable(layer, _NOWHERE, "invalid TOML: nested too deeply")
    except TomlTooDeep as error:
        return _unreadable(layer, _NOWHERE, f"invalid TOML: {error}")
    except ValueError:  # what Python says of a number of thousands of digits
        return _unreadable(layer, _NOWHERE, "invalid TOML: a value that Python cannot hold")
    if not layer.pyproject:
        return Document(layer, root, {}, places)
    document = Document(layer, {}, _table(root.get("project")), places)
    tool = _table(root.get("tool")).get("houserules", {})
    if isinstance(tool, Mapping):
        document.table = cast("Mapping[str, Any]", tool)
    else:
        document.report((), "tool.houserules: expected a table")
    return document


def has_settings(text: str) -> bool:
    """Whether the text of a ``pyproject.toml`` holds settings of ours.

    For a text that is not TOML a look at its headers has to do.
    """
    if "houserules" not in text:
        return False
    try:
        return "houserules" in _table(parse_toml(text).get("tool"))
    except (ValueError, RecursionError):
        return re.search(r"^\s*\[+\s*tool\s*\.\s*houserules\b", text, re.MULTILINE) is not None


def extended_path(layer: SettingsLayer) -> tuple[str, Range] | None:
    """The ``extend`` of a layer and where it stands; callers read that file and pass it first."""
    document = open_document(layer)
    value = document.table.get("extend")
    return (value, document.range(("extend",))) if isinstance(value, str) else None


def _where(text: str, message: str) -> tuple[Range, str]:
    match = _AT.search(message)
    reason = "invalid TOML: " + (message[: match.start()] if match else message)
    lines = text.split("\n")
    if match and match.group(1):
        line = int(match.group(1)) - 1
        column = int(match.group(2)) - 1
    else:
        line, column = len(lines) - 1, len(lines[-1])
    width = len(lines[line].rstrip("\r")) if line < len(lines) else column
    return Range(line, column, line, max(column + 1, width)), reason


def _unreadable(layer: SettingsLayer, place: Range, message: str) -> Document:
    problem = SettingsProblem(layer.path, *place, message, source=layer.source)
    return Document(layer, {}, {}, {}, [problem])


def _table(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _bare(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None
