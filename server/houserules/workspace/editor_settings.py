"""The settings that an editor sends, key by key: those that are right, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from houserules.analysis.severity import Severity
from houserules.profiles import load_profiles
from houserules.settings.load import load_settings
from houserules.settings.sources import RuleCatalog, SettingsLayer

SOURCE = "editor"
_KEYS = ("profile", "select", "ignore", "severity")
_FILE = "configurationPath"


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """What an editor says.

    Attributes:
        table: Its settings by the keys of settings files; those that were right last.
        config: The settings file to use for everything.
        problems: What is wrong, a sentence each, with the key as editors write it.
    """

    table: Mapping[str, Any] = field(default_factory=dict[str, Any])
    config: Path | None = None
    problems: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[SettingsLayer, ...]:
        """The settings as a layer, if there are any."""
        return (SettingsLayer(SOURCE, table=self.table),) if self.table else ()

    @property
    def chooses_rules(self) -> bool:
        """Whether files without settings are checked, too."""
        return bool(self.table.keys() & {"profile", "select"})


def read_editor_settings(
    sent: Mapping[str, Any], before: EditorSettings, folder: Path, catalog: RuleCatalog
) -> EditorSettings:
    """Read what an editor sends; of a key whose value is wrong, that of ``before`` stays.

    Args:
        sent: Values by key; their types are right.
        before: The settings in force.
        folder: What a relative path is relative to.
        catalog: The rules that may be named.
    """
    table: dict[str, Any] = {}
    problems: list[str] = []
    for key in _KEYS:
        value = sent.get(key)
        if not value:
            continue
        errors, warnings = _problems(key, value, catalog)
        problems += (f"houserules.{key}: {text}" for text in (*errors, *warnings))
        if not errors:
            table[key] = value
        elif key in before.table:
            table[key] = before.table[key]
    config = sent.get(_FILE)
    named = folder / Path(config).expanduser() if config else None
    if named is not None and not named.is_file():
        problems.append(f"houserules.{_FILE}: there is no file {named}")
        # A file that was never there is waited for.
        named = before.config or named
    return EditorSettings(table, named, tuple(problems))


def _problems(key: str, value: Any, catalog: RuleCatalog) -> tuple[list[str], list[str]]:
    layer = SettingsLayer(SOURCE, table={key: value})
    found = load_settings((layer,), catalog, load_profiles()).problems
    said = dict.fromkeys((p.severity, p.message) for p in found)
    errors = [text for severity, text in said if severity is Severity.ERROR]
    return errors, [text for severity, text in said if severity is Severity.WARNING]
