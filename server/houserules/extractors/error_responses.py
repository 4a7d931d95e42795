"""Routes that return an error instead of raising it."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.dependencies import is_route
from houserules.extractors.http_errors import status_of
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.extractors.strings import argument, literal_string

RESPONSE_READS = (BINDINGS, ROUTERS)
"""What a rule that asks for error responses must require."""

_CLIENT_ERROR = 400
_RESPONSES = frozenset(
    {
        *(
            f"{package}.responses.{name}"
            for package in ("fastapi", "starlette")
            for name in ("JSONResponse", "ORJSONResponse", "PlainTextResponse", "Response")
        ),
        "fastapi.Response",
    }
)
# Whoever asks whether the service is up wants an answer, not an error.
_PROBES = ("health", "ready", "live", "status", "ping")


def is_route_return(unit: UnitPass, node: cst.Return) -> bool:
    """Whether a ``return`` ends a handler of requests, health checks left out.

    ``node`` must be the node the walk stands on.
    """
    inside = (cst.FunctionDef, cst.Lambda)
    functions = [a for a in unit.ancestors if isinstance(a, inside)]
    if len(functions) != 1 or not isinstance(functions[0], cst.FunctionDef):
        return False
    function = functions[0]
    if not function.decorators or not is_route(unit, function):
        return False
    words = [function.name.value]
    for _, _, _, call in route_decorators(function):
        path = argument(call, "path", 0)
        words.append((literal_string(path.value) if path else None) or "")
    return not any(probe in word.lower() for probe in _PROBES for word in words)


def error_response(unit: UnitPass, node: cst.Return) -> cst.Call | None:
    """The response with an error status that a ``return`` makes."""
    call = node.value
    if not isinstance(call, cst.Call):
        return None
    status = argument(call, "status_code", 1)
    code = status_of(status.value) if status is not None else None
    if code is None or code < _CLIENT_ERROR:
        return None
    return call if resolves_to(unit, call.func, _RESPONSES) else None


def error_tuple(node: cst.Return) -> cst.Tuple | None:
    """``{"error": ...}, 404``, which FastAPI sends as a list with status 200."""
    pair = node.value
    if not isinstance(pair, cst.Tuple) or len(pair.elements) != 2:
        return None
    body, status = (element.value for element in pair.elements)
    code = status_of(status)
    if not isinstance(body, cst.Dict) or code is None or code < _CLIENT_ERROR:
        return None
    keys = {literal_string(e.key) for e in body.elements if isinstance(e, cst.DictElement)}
    return pair if keys & {"error", "detail", "message"} else None
