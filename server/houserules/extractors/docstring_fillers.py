"""Openings of summaries that say nothing, and what is left without them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

FILLERS: tuple[str, ...] = (
    *(
        f"This {noun}{rest}"
        for noun in ("function", "method", "class", "module")
        for rest in (" is used to", " is used for", " will", "")
    ),
    *(f"A {kind}function {word}" for kind in ("", "helper ") for word in ("that", "to")),
    "Function to",
    "Function that",
    "Method to",
    "Method that",
    "Used to",
    "Basically,",
    "Basically",
    "Simply",
    "In order to",
)
_VERBS = {
    "returns": "return", "computes": "compute", "gets": "get", "creates": "create",
    "calculates": "calculate", "checks": "check", "handles": "handle", "processes": "process",
    "loads": "load", "saves": "save", "reads": "read", "writes": "write", "parses": "parse",
    "builds": "build", "makes": "make", "sends": "send", "updates": "update", "adds": "add",
    "removes": "remove", "deletes": "delete", "fetches": "fetch", "converts": "convert",
    "generates": "generate", "validates": "validate", "initializes": "initialize",
    "initialises": "initialise", "sets": "set", "runs": "run", "executes": "execute",
    "extracts": "extract", "finds": "find", "retrieves": "retrieve", "yields": "yield",
    "raises": "raise", "takes": "take", "performs": "perform", "tests": "test", "calls": "call",
    "determines": "determine", "ensures": "ensure", "formats": "format", "registers": "register",
    "wraps": "wrap", "applies": "apply", "attempts": "attempt", "tries": "try", "logs": "log",
    "prints": "print", "opens": "open", "closes": "close", "starts": "start", "stops": "stop",
    "transforms": "transform", "provides": "provide", "allows": "allow", "merges": "merge",
    "renders": "render", "resolves": "resolve", "splits": "split", "sorts": "sort",
}  # fmt: skip
_PLAIN = frozenset(_VERBS.values())
_SECOND_VERB = re.compile(r"\b(?:and|or|then|but)\s+(?:\w+ly\s+)?(?:" + "|".join(_VERBS) + r")\b")
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Filler:
    """A filler at the start of a line.

    Attributes:
        text: As it is written.
        stop: Where the words after it begin, in characters of the line.
        verb: The next word as an order; ``""`` where that is not certain.
        verb_stop: Where that word ends.
    """

    text: str
    stop: int
    verb: str
    verb_stop: int


def filler_of(line: str, start: int, fillers: Sequence[str]) -> Filler | None:
    """The filler that a summary begins with, the longest one that fits."""
    lower = line.lower()
    for filler in sorted(fillers, key=len, reverse=True):
        stop = start + len(filler)
        if (
            not filler
            or not lower.startswith(filler.lower(), start)
            or line[stop : stop + 1] != " "
        ):
            continue
        text, stop = line[start:stop], stop + 1
        match = _WORD.match(line, stop)
        if match is None:
            return Filler(text, stop, "", stop)
        word, rest = match[0].lower(), line[match.end() :]
        verb = _VERBS.get(word) or (word if word in _PLAIN else "")
        if _SECOND_VERB.search(rest):
            # ``takes a and returns b``: one verb as an order would leave the other behind.
            verb = ""
        return Filler(text, stop, verb[:1].upper() + verb[1:], match.end())
    return None
