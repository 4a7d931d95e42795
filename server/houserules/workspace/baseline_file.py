"""The text of a baseline file: which findings of which files are known and left for later.

JSON with one entry a line, sorted, so that versions of it compare and merge line by line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from houserules.analysis.fingerprint import Fingerprint

FORMAT = 1
Known = Mapping[Fingerprint, int]
"""How many findings of each fingerprint are known in a file."""
Entries = Mapping[str, Known]
"""What is known, by file relative to the project, with ``/``."""

NOTHING_KNOWN: Known = {}
_KEYS = {"file": str, "scope": str, "rule": str, "code": str, "count": int}
_SURROGATE = re.compile("[\ud800-\udfff]")


class InvalidBaseline(ValueError):
    """A text that is not a baseline; says what is wrong with it."""


def parse_baseline(text: str) -> Entries:
    """Read the text of a baseline file.

    Raises:
        InvalidBaseline: When it is not JSON, of another format, or has a malformed entry.
    """
    try:
        root: Any = json.loads(text)
    except RecursionError as error:
        raise InvalidBaseline("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise InvalidBaseline(f"invalid JSON on line {error.lineno}: {error.msg}") from error
    except ValueError as error:  # a number of more digits than Python converts
        raise InvalidBaseline(f"invalid JSON: {error}") from error
    if not isinstance(root, dict):
        raise InvalidBaseline("it holds no JSON object")
    table = cast("dict[str, Any]", root)
    if table.get("version") != FORMAT:
        raise InvalidBaseline(
            f"its format is {table.get('version')!r}, this version of houserules reads {FORMAT}"
        )
    listed = table.get("findings")
    if not isinstance(listed, list):
        raise InvalidBaseline("it has no list of `findings`")
    known: dict[str, dict[Fingerprint, int]] = {}
    for number, entry in enumerate(cast("list[Any]", listed), 1):
        file, fingerprint, count = _read_entry(entry, number)
        of_file = known.setdefault(file, {})
        # Two lines about the same come from a merge; whichever side fixed more is right.
        of_file[fingerprint] = min(count, of_file.get(fingerprint, count))
    return known


def baseline_text(entries: Entries) -> str:
    """The text of a baseline file; equal entries give equal texts."""
    lines = [
        _line(file, fingerprint, count)
        for file, known in sorted(entries.items())
        for fingerprint, count in sorted(known.items())
        if count > 0
    ]
    listed = "".join(f"\n    {line}," for line in lines).removesuffix(",")
    return f'{{\n  "version": {FORMAT},\n  "findings": [{listed}\n  ]\n}}\n'


def in_baseline(found: Iterable[Fingerprint], known: Known) -> tuple[bool, ...]:
    """Which findings of a file, in document order, are known: of equal ones, the first."""
    if not known:
        return tuple(False for _ in found)
    left = dict(known)
    answers: list[bool] = []
    for fingerprint in found:
        count = left.get(fingerprint, 0)
        left[fingerprint] = count - 1
        answers.append(count > 0)
    return tuple(answers)


def shrunk(entries: Entries, found: Entries, covered: Collection[str]) -> Entries:
    """What of a baseline is still found; files that are not ``covered`` keep their entries."""
    left: dict[str, Known] = {}
    for file, known in entries.items():
        if file in covered:
            here = found.get(file, NOTHING_KNOWN)
            counts = {key: min(count, here.get(key, 0)) for key, count in known.items()}
            known = {key: count for key, count in counts.items() if count}
        if known:
            left[file] = known
    return left


def total(entries: Entries) -> int:
    """How many findings are known in all."""
    return sum(sum(known.values()) for known in entries.values())


def _read_entry(entry: Any, number: int) -> tuple[str, Fingerprint, int]:
    if not isinstance(entry, dict):
        raise InvalidBaseline(f"entry {number} is no object")
    table = cast("dict[str, Any]", entry)
    for key, kind in _KEYS.items():
        # `True` is an `int`, and no count.
        if type(table.get(key)) is not kind:
            word = "a string" if kind is str else "a number"
            raise InvalidBaseline(f"`{key}` of entry {number} is not {word}")
    if table["count"] < 1:
        raise InvalidBaseline(f"`count` of entry {number} is not positive")
    fingerprint = Fingerprint(table["scope"], table["rule"], table["code"])
    return table["file"], fingerprint, table["count"]


def _line(file: str, fingerprint: Fingerprint, count: int) -> str:
    entry = {"file": file, **fingerprint._asdict(), "count": count}
    # A file name that is no UTF-8 has surrogates, which no UTF-8 file can hold.
    return _SURROGATE.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(entry, ensure_ascii=False)
    )
