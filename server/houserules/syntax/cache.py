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


class ScanCache:
    """The parsed units of one document that is gone through from beginning to end more than once.

    Where a document is larger than what may be kept, the units asked for last are of no use at the
    next beginning. So the first ones are kept for good, and of the others only those just seen.
    """

    def __init__(self, max_characters: int) -> None:
        """Keep units of at most ``max_characters`` code points together."""
        self._room = max_characters - max_characters // 4
        self._first: dict[UnitKey, ParsedUnit] = {}
        self._last = ParseCache(max_characters // 4)

    def clear(self) -> None:
        """Drop all trees, and keep the next ones; they are made again when they are asked for."""
        self._room += sum(len(key.text) for key in self._first)
        self._first.clear()
        self._last.clear()

    def parse(self, unit: Unit) -> ParsedUnit:
        """Return the parsed unit, as ``ParseCache.parse`` does."""
        parsed = self._first.get(unit.key)
        if parsed is not None:
            return parsed
        if len(unit.text) > self._room:
            return self._last.parse(unit)
        parsed = self._first[unit.key] = parse_unit(unit)
        self._room -= len(unit.text)
        return parsed
