"""Parsed units, kept while they are wanted."""

from __future__ import annotations

from collections import OrderedDict

from houserules.syntax.parse import ParsedUnit, parse_unit
from houserules.syntax.unit import Unit, UnitKey


class ParseCache:
    """The parsed units that were asked for last, up to a total length of text.

    Trees weigh about 8 MB per 1,000 lines, so they are dropped and parsed again on demand. An edit
    that for a moment glues many units into one finds them here when it is undone.
    """

    def __init__(self, max_characters: int = 4_000_000) -> None:
        """Keep units of at most `max_characters` code points together."""
        self._max_characters = max_characters
        self._characters = 0
        self._parsed: OrderedDict[UnitKey, ParsedUnit] = OrderedDict()

    def clear(self) -> None:
        """Drop all trees; they are made again when they are asked for."""
        self._parsed.clear()
        self._characters = 0

    def parse(self, unit: Unit) -> ParsedUnit:
        """Return the parsed unit, from the cache or anew.

        Units that read alike share one result, whose `unit` may be the other of them.
        """
        key = unit.key
        parsed = self._parsed.get(key)
        if parsed is not None:
            self._parsed.move_to_end(key)
            return parsed
        parsed = parse_unit(unit)
        self._parsed[key] = parsed
        self._characters += len(unit.text)
        while self._characters > self._max_characters and len(self._parsed) > 1:
            dropped, _ = self._parsed.popitem(last=False)
            self._characters -= len(dropped.text)
        return parsed
