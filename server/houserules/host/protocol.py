"""The protocol between the LSP front and the analysis host: plain JSON-able values, one per line.

Both processes import this module, so it stays within the standard library and knows neither LSP
nor Python syntax. Offsets are code points, lines and columns count from zero, and `version` is a
number that the front chooses: it only ever grows, also across documents and reopenings.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, cast

Message = dict[str, Any]

_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


class ErrorCode(StrEnum):
    """Why the host refused a request."""

    CONTENT_MODIFIED = "content_modified"
    REFUSED = "refused"
    UNKNOWN_DOCUMENT = "unknown_document"
    UNKNOWN_METHOD = "unknown_method"
    INVALID_PARAMS = "invalid_params"
    INTERNAL = "internal"


class Related(TypedDict):
    """A second place that explains a finding, relative to the block that holds the finding."""

    span: list[int]
    message: str


class Fix(TypedDict):
    """What a fix promises; its edits are computed by `resolve_fix` only."""

    title: str
    safety: str
    reach: str
    reason: str | None
    nth: int


class Finding(TypedDict):
    """One finding, its span relative to the start of its block."""

    span: list[int]
    rule: str
    message: str
    severity: int
    tags: NotRequired[list[int]]
    related: NotRequired[list[Related]]
    fix: NotRequired[Fix | None]


# What `fix_all` applies: fixes that keep the meaning and stay within the file.
_FIX_ALL_REACHES = frozenset({"statement", "class", "module"})


def in_fix_all(finding: Finding) -> bool:
    """Tell whether `fix_all` would fix a finding."""
    fix = finding.get("fix")
    return fix is not None and fix["safety"] == "safe" and fix["reach"] in _FIX_ALL_REACHES


class ResolvedEdits(TypedDict):
    """The answer to `resolve_fix`, `fix_all` and `ignore_edits`: edits against `version`."""

    version: int
    edits: list[tuple[int, int, str]]


class FileEdits(TypedDict):
    """The edits of one file of a fix over several files.

    Of an open document `uri` and `version` say which text they are for, of another file `before`
    is that text.
    """

    path: str
    edits: list[tuple[int, int, str]]
    uri: NotRequired[str]
    version: NotRequired[int]
    before: NotRequired[str]


class NewFile(TypedDict):
    """A file to create."""

    path: str
    text: str


class RenamedFile(TypedDict):
    """A file to give another path, after all edits."""

    path: str
    new_path: str


class ProjectEdits(TypedDict):
    """The answer to `resolve_fix` for a fix of reach project or rename; paths are absolute."""

    version: int
    title: str
    files: list[FileEdits]
    created: list[NewFile]
    renamed: list[RenamedFile]


def reaches_other_files(fix: Fix) -> bool:
    """Tell whether `resolve_fix` is answered with `ProjectEdits`."""
    return fix["reach"] not in _FIX_ALL_REACHES


class MalformedMessage(ValueError):
    """A line that is not one JSON object."""


def encode(message: Message) -> bytes:
    """Return the message as one line of ASCII, line break included."""
    return _ENCODER.encode(message).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """Return the message in a line.

    Raises:
        MalformedMessage: the line is not a JSON object.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MalformedMessage(f"not JSON: {type(error).__name__}") from error
    if not isinstance(message, dict):
        raise MalformedMessage("not a JSON object")
    return cast("Message", message)


def notification(method: str, params: Message) -> Message:
    """Return a message that expects no answer."""
    return {"method": method, "params": params}


def request(number: int, method: str, params: Message) -> Message:
    """Return a message that is answered by one with the same `id`."""
    return {"id": number, "method": method, "params": params}


def reply(number: int, result: object) -> Message:
    """Return the answer to a request."""
    return {"id": number, "result": result}


def failure(number: int, code: ErrorCode, message: str) -> Message:
    """Return the refusal of a request."""
    return {"id": number, "error": {"code": code.value, "message": message}}
