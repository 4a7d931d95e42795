"""As much of JSON schema (draft 7) as the settings schema uses; any other keyword is an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
_SAYS_NOTHING = {"$schema", "title", "description", "default", "definitions"}


def is_valid(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """Whether a value suits a schema; `root` holds the definitions."""
    return all(
        _holds(keyword, wanted, value, schema, root)
        for keyword, wanted in schema.items()
        if keyword not in _SAYS_NOTHING
    )


def _holds(
    keyword: str, wanted: Any, value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]
) -> bool:
    match keyword:
        case "$ref":
            name = wanted.removeprefix("#/definitions/")
            return is_valid(value, root["definitions"][name], root)
        case "type":
            is_bool = isinstance(value, bool)
            return isinstance(value, _TYPES[wanted]) and (wanted == "boolean" or not is_bool)
        case "enum":
            return value in wanted
        case "anyOf":
            return any(is_valid(value, member, root) for member in wanted)
        case "items":
            return not isinstance(value, list) or all(is_valid(v, wanted, root) for v in value)
        case "uniqueItems":
            return not isinstance(value, list) or len(value) == len(set(map(repr, value)))
        case "properties":
            return not isinstance(value, dict) or all(
                is_valid(item, wanted[key], root) for key, item in value.items() if key in wanted
            )
        case "additionalProperties":
            rest = value.keys() - schema.get("properties", {}).keys() if value else ()
            return (
                not rest if wanted is False else all(is_valid(value[k], wanted, root) for k in rest)
            )
        case "propertyNames":
            return not isinstance(value, dict) or all(is_valid(k, wanted, root) for k in value)
        case _:
            raise AssertionError(f"the schema uses `{keyword}`: teach it here")
