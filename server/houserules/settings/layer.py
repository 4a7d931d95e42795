"""What one layer of settings says, once it is read and found right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from houserules.analysis.module import Role
from houserules.analysis.severity import Severity
from houserules.settings.locate import Path
from houserules.settings.sources import Origin

Selector = str
"""A rule id, an area or ``all``."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer says; ``None`` and empty where it is silent.

    Attributes:
        profile_name: The profile that it is, ``None`` for what users wrote.
        files: The file scope of a profile.
        base: See ``SettingsLayer.base``.
        origins: Where each value stands, by path of keys (and indexes in ``select`` and such).
    """

    source: str
    profile_name: str | None = None
    files: tuple[str, ...] = ()
    base: str = ""
    profile: tuple[str, ...] | None = None
    select: Mapping[Selector, Origin] | None = None
    extend_select: Mapping[Selector, Origin] = field(default_factory=dict[str, Origin])
    ignore: Mapping[Selector, Origin] = field(default_factory=dict[str, Origin])
    severity: Mapping[Selector, Severity] = field(default_factory=dict[str, Severity])
    per_file_ignores: Mapping[str, tuple[Selector, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    roles: Mapping[Role, tuple[str, ...]] = field(default_factory=dict[Role, tuple[str, ...]])
    conventions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The remaining keys, by name."""
    origins: Mapping[Path, Origin] = field(default_factory=dict[Path, Origin])
