"""The keys of a settings file; reading, the schema and "did you mean" share this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Key:
    """One top-level key.

    Attributes:
        name: What settings call it.
        wanted: Annotation of its value.
        description: One sentence for the schema.
    """

    name: str
    wanted: Any
    description: str


SeverityName = Literal["error", "warning", "information", "hint"]

KEYS = (
    Key(
        "profile",
        str | tuple[str, ...],
        "A built-in profile, or an array of them, later ones winning.",
    ),
    Key("extend", str, "Another settings file inside the workspace that this one builds on."),
    Key("select", tuple[str, ...], "The active rules: ids, areas or `all`."),
    Key("extend-select", tuple[str, ...], "Further active rules: ids, areas or `all`."),
    Key("ignore", tuple[str, ...], "Rules that are off: ids, areas or `all`."),
    Key(
        "severity",
        Mapping[str, SeverityName],
        "How loud findings are, by rule id, area or `all`.",
    ),
    Key("target-version", str, "The oldest Python that the project runs on, such as `py312`."),
    Key("include", tuple[str, ...], "Gitignore patterns of the files to check."),
    Key("exclude", tuple[str, ...], "Gitignore patterns of files to leave out."),
    Key(
        "per-file-ignores",
        Mapping[str, tuple[str, ...]],
        "Rules that are off in the files that a glob matches.",
    ),
    Key("roles", Mapping[str, tuple[str, ...]], "Globs that give files their role; first wins."),
    Key("conventions", Mapping[str, Any], "Settings that several rules share."),
    Key("rules", Mapping[str, Mapping[str, Any]], "The options of rules, by id."),
    Key("defer-to-ruff", bool, "Be silent where the project's ruff settings say the same."),
    Key(
        "diagnostics",
        Literal["open-files", "workspace"],
        "Which files the editor shows findings of.",
    ),
    Key("baseline", str, "Path of the baseline file."),
    Key("required-version", str, "The versions of houserules that may read these settings."),
)

BY_NAME = {key.name: key for key in KEYS}
