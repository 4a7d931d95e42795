"""The JSON schema of the settings, generated from the same tables that reading them uses."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import (
    Any,
    Literal,
    Union,
    cast,
    get_args,
    get_origin,
)  # houserules: ignore[typing/legacy-typing-import] - compared with at run time

from houserules.analysis.module import Role
from houserules.settings.conventions import CONVENTIONS
from houserules.settings.keys import KEYS, SeverityName
from houserules.settings.sources import RuleCatalog
from houserules.settings.target import KNOWN_TARGETS, target_name
from houserules.settings.values import choices

Schema = dict[str, Any]
_DIALECT = "http://json-schema.org/draft-07/schema#"
_SELECTOR: Schema = {"$ref": "#/definitions/selector"}
_SELECTORS: Schema = {"type": "array", "items": _SELECTOR, "uniqueItems": True}


def settings_schema(catalog: RuleCatalog, profiles: Iterable[str]) -> Schema:
    """The schema (draft 7) of ``[tool.houserules]`` and of ``houserules.toml``."""
    special: dict[str, Schema] = {
        "profile": _profile(tuple(profiles)),
        "select": _SELECTORS,
        "extend-select": _SELECTORS,
        "ignore": _SELECTORS,
        "severity": {
            "type": "object",
            "propertyNames": _SELECTOR,
            "additionalProperties": value_schema(SeverityName),
        },
        "target-version": {"type": "string", "enum": [target_name(t) for t in KNOWN_TARGETS]},
        "per-file-ignores": {"type": "object", "additionalProperties": _SELECTORS},
        "roles": _closed(
            {role.value: value_schema(tuple[str, ...]) for role in Role if role is not Role.OTHER}
        ),
        "conventions": _closed(
            {
                convention.key: {
                    **value_schema(convention.wanted),
                    "description": convention.description,
                    "default": plain(convention.default),
                }
                for convention in CONVENTIONS
            }
        ),
        "rules": _closed({name: _options(catalog, name) for name in catalog.ids}),
    }
    properties = {
        key.name: {
            "description": key.description,
            **special.get(key.name, value_schema(key.wanted)),
        }
        for key in KEYS
    }
    return {
        "$schema": _DIALECT,
        "title": "houserules settings",
        "description": "[tool.houserules] in pyproject.toml, or the whole of houserules.toml.",
        **_closed(properties),
        "definitions": {"selector": {"type": "string", "enum": list(catalog.selectors)}},
    }


def value_schema(wanted: Any) -> Schema:
    """The schema of values that the annotation ``wanted`` accepts."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        members = [member for member in arguments if member is not types.NoneType]
        schemas = [value_schema(member) for member in members]
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    if origin is Literal or (isinstance(wanted, type) and issubclass(wanted, Enum)):
        return {"type": "string", "enum": list(choices(wanted))}
    if origin in (tuple, list, frozenset):
        return {"type": "array", "items": value_schema(arguments[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": value_schema(arguments[1])}
    words: dict[Any, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": words[wanted]} if wanted in words else {}


def _profile(names: tuple[str, ...]) -> Schema:
    name: Schema = {"type": "string", "enum": list(names)}
    return {"anyOf": [name, {"type": "array", "items": name, "uniqueItems": True}]}


def _options(catalog: RuleCatalog, rule_id: str) -> Schema:
    rule = catalog.by_id.get(rule_id)
    if rule is None:
        return {"type": "object"}
    defaults = rule.default_options()
    properties = {
        name: {**value_schema(wanted), "default": plain(getattr(defaults, name))}
        for name, wanted in catalog.option_types[rule_id].items()
    }
    return {"description": rule.title, **_closed(properties)}


def _closed(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def plain(value: Any) -> Any:
    """The value in the types that JSON knows."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(plain(item) for item in cast("frozenset[Any]", value))
    if isinstance(value, tuple | list):
        return [plain(item) for item in cast("tuple[Any, ...]", value)]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    return value
