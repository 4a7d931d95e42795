"""Checked access to the parameters of a message, for handlers that read plain values.

A wrong value raises `JsonRpcInvalidParams`, which the protocol answers with -32602.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from houserules.lsp.wire import json_array, json_integer, json_object
from houserules.text.lines import Position

Params = Mapping[str, Any]

_LARGEST = 2**31 - 1


def mapping(params: Params, name: str) -> Params:
    """Return the object under `name`."""
    value = json_object(params.get(name))
    if value is None:
        raise _expected("an object", name)
    return value


def string(params: Params, name: str) -> str:
    """Return the string under `name`."""
    value = params.get(name)
    if not isinstance(value, str):
        raise _expected("a string", name)
    return value


def array(params: Params, name: str) -> list[Any]:
    """Return the array under `name`."""
    value = json_array(params.get(name))
    if value is None:
        raise _expected("an array", name)
    return value


def integer(params: Params, name: str) -> int:
    """Return the LSP integer under `name`."""
    value = json_integer(params.get(name))
    if value is None or abs(value) > _LARGEST:
        raise _expected("an integer", name)
    return value


def unsigned(params: Params, name: str) -> int:
    """Return the LSP uinteger under `name`."""
    value = json_integer(params.get(name))
    if value is None or not 0 <= value <= _LARGEST:
        raise _expected("an integer from 0 to 2147483647", name)
    return value


def document_uri(params: Params) -> str:
    """Return the uri of `textDocument`."""
    return string(mapping(params, "textDocument"), "uri")


def position(params: Params, name: str) -> Position:
    """Return the position under `name`, its column in the client's encoding."""
    value = mapping(params, name)
    return Position(unsigned(value, "line"), unsigned(value, "character"))


def position_range(params: Params, name: str) -> tuple[Position, Position]:
    """Return the range under `name`."""
    value = mapping(params, name)
    return position(value, "start"), position(value, "end")


def objects(params: Params, name: str) -> list[Params]:
    """Return the array of objects under `name`."""
    values: list[Params] = []
    for item in array(params, name):
        value = json_object(item)
        if value is None:
            raise _expected("an array of objects", name)
        values.append(value)
    return values


def _expected(what: str, name: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(message=f"`{name}` must be {what}")
