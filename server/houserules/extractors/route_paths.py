"""Which requests a path of a route matches, as Starlette compiles it: pure functions of strings.

A path is shadowed when another one matches everything that it matches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLACEHOLDER = re.compile(r"\{[a-zA-Z_][a-zA-Z0-9_]*(?::(?P<kind>[a-zA-Z_][a-zA-Z0-9_]*))?\}")
_PATTERNS = {
    "str": r"[^/]+",
    "int": r"[0-9]+",
    "float": r"[0-9]+(?:\.[0-9]+)?",
    "uuid": r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
}
_NARROWER = {"str": frozenset(_PATTERNS), "float": frozenset({"float", "int"})}
_REST = "path"


Bucket = tuple[int, str]
"""How many segments a path has (-1 for any number) and its first one, ``{`` for a placeholder."""


def bucket_of(path: str) -> Bucket:
    """Where to keep a path that may shadow others."""
    if f":{_REST}" in path:
        return -1, "{"
    first = path.split("/", 2)[1:2]
    return path.count("/"), "{" if first and "{" in first[0] else "".join(first)


def buckets_over(path: str) -> tuple[Bucket, ...]:
    """Where to look for the paths that may shadow one."""
    segments, first = path.count("/"), "".join(path.split("/", 2)[1:2])
    return (segments, first), (segments, "{"), (-1, "{")


def shadows(earlier: str, later: str) -> bool:
    """Whether ``earlier`` matches all that ``later`` does, by a placeholder against a literal."""
    if "{" not in earlier:
        return False
    if not earlier.startswith("/") or not later.startswith("/"):
        # An empty path, or one that FastAPI refuses.
        return False
    one, other = earlier.split("/"), later.split("/")
    rests = [i for i, segment in enumerate(one) if _kind(segment) == _REST]
    if not rests:
        return len(one) == len(other) and _covers_all(one, other) and _meets_literal(one, other)
    if len(rests) > 1 or any(_kind(s) is None and _REST in _kinds(s) for s in one):
        return False
    head, tail = one[: rests[0]], one[rests[0] + 1 :]
    middle = other[len(head) : len(other) - len(tail)]
    ends = [*other[: len(head)], *other[len(other) - len(tail) :]]
    if not middle or not _covers_all([*head, *tail], ends):
        return False
    return any(not _kinds(s) and s for s in middle) or _meets_literal([*head, *tail], ends)


def _covers_all(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(map(_covers, one, other))


def _meets_literal(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a placeholder of one stands against a literal of the other."""
    return any(_kinds(a) and not _kinds(b) for a, b in zip(one, other, strict=True))


def _covers(segment: str, other: str) -> bool:
    """Whether one segment matches all that another one matches."""
    kinds, others = _kinds(segment), _kinds(other)
    if _REST in others or not {*kinds, *others} <= _PATTERNS.keys() | {_REST}:
        return False
    if _shape(segment) == _shape(other):
        return True
    kind = _kind(segment)
    if not others:
        return bool(kinds) and re.fullmatch(_pattern(segment), other) is not None
    if kind == "str":
        return True
    return kind is not None and _kind(other) in _NARROWER.get(kind, frozenset({kind}))


def _kinds(segment: str) -> tuple[str, ...]:
    """The converters of the placeholders in a segment."""
    return tuple(m["kind"] or "str" for m in _PLACEHOLDER.finditer(segment))


def _kind(segment: str) -> str | None:
    """The converter of a segment that is one placeholder and nothing else."""
    match = _PLACEHOLDER.fullmatch(segment)
    return (match["kind"] or "str") if match else None


def _shape(segment: str) -> str:
    """A segment without the names of its placeholders."""
    return _PLACEHOLDER.sub(lambda m: "{:" + (m["kind"] or "str") + "}", segment)


def _pattern(segment: str) -> str:
    """The regular expression of a segment."""
    pattern, at = "", 0
    for match in _PLACEHOLDER.finditer(segment):
        pattern += re.escape(segment[at : match.start()]) + _PATTERNS[match["kind"] or "str"]
        at = match.end()
    return pattern + re.escape(segment[at:])
