"""Settings in force, laid out: every value with its origin, as plain values for any output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from houserules.settings.conventions import FOLLOWING
from houserules.settings.deferral import Deferral
from houserules.settings.model import RuleSetting, Settings
from houserules.settings.schema import plain
from houserules.settings.sources import ALWAYS_ON, DEFAULT
from houserules.settings.target import target_name


@dataclass(frozen=True, slots=True)
class Value:
    """One value in force and where it came from."""

    name: str
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One active rule: how loud, with which options, and who made it active."""

    id: str
    severity: str
    options: tuple[Value, ...]
    origin: str
    implemented: bool


@dataclass(frozen=True, slots=True)
class RuffLine:
    """What a code of ruff has to do with an active rule.

    Attributes:
        rule: The rule.
        code: The code that ruff reports.
        covers: What of the rule is left to ruff: ``"all"``, a part of it, or ``"nothing"`` where
            ruff demands the opposite.
        because: The setting of ruff that makes it demand the opposite, else ``None``.
        origin: Where ruff's setting stands.
    """

    rule: str
    code: str
    covers: str
    because: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Effective:
    """Everything that holds for a file, or for a project as a whole.

    Attributes:
        file: The file, relative to its settings file, or ``None``.
        role: The role of the file and the glob that gave it.
    """

    file: str | None
    role: tuple[str, str | None] | None
    values: tuple[Value, ...]
    roles: tuple[Value, ...]
    conventions: tuple[Value, ...]
    rules: tuple[RuleLine, ...]
    ruff: tuple[RuffLine, ...] = ()


def effective(
    settings: Settings, relative_path: str | None = None, deferrals: Iterable[Deferral] = ()
) -> Effective:
    """What ``settings`` come to for a file, or in general, and what is left to ruff there."""
    rules, conventions = settings.rules, settings.conventions
    role = None
    if relative_path is not None:
        rules = settings.rules_for(relative_path)
        conventions = settings.conventions_for(relative_path)
        found, glob = settings.role_of(relative_path)
        role = (found.value, glob)
    return Effective(
        relative_path,
        role,
        tuple(_plain_values(settings)),
        tuple(
            _value(settings, role.value, globs, ("roles", role.value))
            for role, globs in settings.roles
        ),
        tuple(
            _value(settings, key, value, ("conventions", key)) for key, value in conventions.items()
        ),
        tuple(_rule_line(settings, setting) for setting in rules.values()),
        tuple(_ruff_line(deferral) for deferral in deferrals),
    )


def as_object(effective: Effective) -> dict[str, Any]:
    """The same for JSON."""
    role, glob = effective.role or (None, None)
    return {
        "version": 1,
        "file": effective.file,
        "role": role,
        "role_glob": glob,
        "settings": {value.name: _with_origin(value) for value in effective.values},
        "roles": {value.name: _with_origin(value) for value in effective.roles},
        "conventions": {value.name: _with_origin(value) for value in effective.conventions},
        "rules": {
            rule.id: {
                "severity": rule.severity,
                "implemented": rule.implemented,
                "origin": rule.origin,
                "options": {option.name: _with_origin(option) for option in rule.options},
            }
            for rule in effective.rules
        },
        "ruff": [
            {
                "rule": line.rule,
                "code": line.code,
                "covers": line.covers,
                "because": line.because,
                "origin": line.origin,
            }
            for line in effective.ruff
        ],
    }


def _plain_values(settings: Settings) -> Iterator[Value]:
    values: Mapping[str, Any] = {
        "profile": settings.profiles,
        "target-version": target_name(settings.target_version),
        "include": settings.include,
        "exclude": settings.exclude,
        "defer-to-ruff": settings.defer_to_ruff,
        "diagnostics": settings.diagnostics,
        "baseline": settings.baseline,
        "required-version": settings.required_version,
    }
    for name, value in values.items():
        yield _value(settings, name, value, (name,))
    for glob, selectors in settings.per_file_ignores:
        yield _value(settings, f'per-file-ignores."{glob}"', selectors, ("per-file-ignores", glob))
    for path in settings.origins:
        if path[0] == "severity" and len(path) > 1:
            yield _severity_value(settings, str(path[1]))


def _severity_value(settings: Settings, selector: str) -> Value:
    layers = (*settings.composition.profiles, *settings.composition.layers)
    layer = next(layer for layer in reversed(layers) if selector in layer.severity)
    name = selector if "/" not in selector else f'"{selector}"'
    return _value(
        settings, f"severity.{name}", layer.severity[selector].label, ("severity", selector)
    )


def _value(settings: Settings, name: str, value: Any, path: tuple[str, ...]) -> Value:
    return Value(name, plain(value), str(settings.origins.get(path, DEFAULT)))


def _rule_line(settings: Settings, setting: RuleSetting) -> RuleLine:
    followed = dict(FOLLOWING.get(setting.id, ()))
    options: list[Value] = []
    for name, value in setting.options.items():
        path = ("rules", setting.id, name)
        if path not in settings.origins and name in followed:
            path = ("conventions", followed[name])
        options.append(_value(settings, name, value, path))
    return RuleLine(
        setting.id,
        setting.severity.label,
        tuple(options),
        str(setting.origin),
        setting.id in settings.composition.catalog.by_id or setting.id in ALWAYS_ON,
    )


def _ruff_line(deferral: Deferral) -> RuffLine:
    covers = "nothing" if deferral.opposite else deferral.part or "all"
    return RuffLine(
        deferral.rule, deferral.code, covers, deferral.opposite or None, str(deferral.origin)
    )


def _with_origin(value: Value) -> dict[str, Any]:
    return {"value": value.value, "origin": value.origin}
