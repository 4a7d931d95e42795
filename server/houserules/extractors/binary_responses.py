"""Responses that are no text: files and streams, and the media types that they have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.declared_routes import outer_names, returned_values
from houserules.extractors.strings import argument, literal_string

_TEXTS = frozenset({"application/json", "text/event-stream", "text/plain", "text/html"})
_PACKAGES = ("fastapi.responses", "starlette.responses")
_FILES = frozenset(f"{package}.FileResponse" for package in _PACKAGES)
_OTHERS = frozenset(
    {
        "fastapi.Response",
        *(
            f"{package}.{name}"
            for package in _PACKAGES
            for name in ("Response", "StreamingResponse")
        ),
    }
)
_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv",
        "gif": "image/gif",
        "gz": "application/gzip",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "mp3": "audio/mpeg",
        "mp4": "video/mp4",
        "pdf": "application/pdf",
        "png": "image/png",
        "svg": "image/svg+xml",
        "webp": "image/webp",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip",
    }
)


def binary_media_type(unit: UnitPass, function: cst.FunctionDef) -> str:
    """The first media type, by name, of the binary responses that a function returns; ``""``."""
    found: set[str] = set()
    for node in returned_values(function):
        if isinstance(node.value, cst.Call):
            found.add(_media_type(unit, function, node.value))
    return min(found - {""}, default="")


def _media_type(unit: UnitPass, function: cst.FunctionDef, call: cst.Call) -> str:
    names = set(outer_names(unit, function, call.func))
    if not names or not names <= _FILES | _OTHERS:
        return ""
    given = argument(call, "media_type")
    if given is not None:
        said = (literal_string(given.value) or "").partition(";")[0].strip().lower()
        return said if "/" in said and said not in _TEXTS else ""
    if not names <= _FILES or any(arg.star for arg in call.args):
        return ""
    for name, position in (("filename", None), ("path", 0)):
        written = argument(call, name, position)
        text = _end_of(written.value) if written is not None else ""
        if "." in text:
            return _BY_SUFFIX.get(text.rpartition(".")[2].lower(), "")
    return ""


def _end_of(node: cst.BaseExpression) -> str:
    """The text that a string ends with, also behind what is put into it."""
    if isinstance(node, cst.FormattedString) and node.parts:
        last = node.parts[-1]
        return last.value if isinstance(last, cst.FormattedStringText) else ""
    return literal_string(node) or ""
