"""The parts of a JSON-RPC message around its contents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol.types import ResponseError
from pygls.exceptions import JsonRpcInternalError, JsonRpcInvalidParams

from houserules.lsp.wire import json_integer, json_object


def params_of(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters, an empty object when there are none.

    Raises:
        JsonRpcInvalidParams: they are no object.
    """
    if message.get("params") is None:
        return {}
    params = json_object(message["params"])
    if params is None:
        raise JsonRpcInvalidParams(message="`params` must be an object")
    return params


def error_of(message: Mapping[str, Any]) -> ResponseError | None:
    """Return the error of an answer, None for an answer without one."""
    error = json_object(message.get("error"))
    if error is None:
        return None
    code = json_integer(error.get("code"))
    return ResponseError(
        code=JsonRpcInternalError.CODE if code is None else code,
        message=str(error.get("message", "")),
    )


def identifier_of(value: object) -> int | str | None:
    """Return a message's `id` if it is one (JSON-RPC 2.0; LSP allows no fractions)."""
    return value if isinstance(value, str) else json_integer(value)
