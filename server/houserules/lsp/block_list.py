"""The findings of an open document: its blocks in the order of the text.

A report splices the list. It is kept in chunks of some dozen blocks that know their sums and their
rendered text, so that publishing thousands of findings after a keystroke is a join of few parts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from houserules.host.protocol import Finding
from houserules.lsp.blocks import Block, Renderer
from houserules.text.span import Span

_CHUNK = 64
"""Blocks in a chunk, at most twice as many."""


class Place(NamedTuple):
    """A finding and where it is.

    `number`, `base` and `start` are the block's: its number in the list, the line and the offset
    at which it begins. `nth` is the finding's number in the block.
    """

    number: int
    block: Block
    base: int
    start: int
    nth: int
    finding: Finding
    span: Span


class _Chunk:
    """Some blocks in a row; never changed, but for what it remembers."""

    __slots__ = ("_base", "_fixable", "_json", "blocks", "count", "length", "newlines")

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.length = sum([block.length for block in blocks])
        self.newlines = sum([block.newlines for block in blocks])
        self.count = sum([len(block.findings) for block in blocks])
        self._fixable: Counter[str] | None = None
        self._base = -1
        self._json = ""

    @property
    def fixable(self) -> Counter[str]:
        if self._fixable is None:
            self._fixable = Counter()
            for block in self.blocks:
                self._fixable.update(block.fixable)
        return self._fixable

    def json(self, base: int, text: str, start: int, renderer: Renderer) -> str:
        """Return what `Block.json` does, for all blocks."""
        if base != self._base:
            self._base = base
            parts: list[str] = []
            for block in self.blocks:
                if block.findings:
                    parts.append(block.json(base, text, start, renderer))
                base += block.newlines
                start += block.length
            self._json = ",".join(parts)
        return self._json


class BlockList:
    """The blocks of one document, in the order of the text."""

    def __init__(self) -> None:
        """Start with none, as after `didOpen`."""
        self._chunks: list[_Chunk] = []
        self._sums: tuple[list[int], list[int], list[int]] | None = None

    def __len__(self) -> int:
        """The number of blocks."""
        return self._prefix_sums()[0][-1]

    def splice(self, start: int, removed: int, inserted: Sequence[Block]) -> None:
        """Replace `removed` blocks from `start` on.

        Raises:
            ValueError: the list has no such blocks: host and front do not mean the same list.
        """
        numbers = self._prefix_sums()[0]
        if not 0 <= start <= start + removed <= numbers[-1]:
            raise ValueError(f"no blocks {start} to {start + removed} of {numbers[-1]}")
        behind = max(len(self._chunks) - 1, 0)
        first = min(bisect_right(numbers, start) - 1, behind)
        last = min(bisect_right(numbers, start + removed) - 1, behind)
        held = [block for chunk in self._chunks[first : last + 1] for block in chunk.blocks]
        start -= numbers[first]
        held[start : start + removed] = inserted
        size = len(held) if len(held) <= 2 * _CHUNK else _CHUNK
        chunks = [_Chunk(held[i : i + size]) for i in range(0, len(held), max(size, 1))]
        self._chunks[first : last + 1] = chunks
        self._sums = None

    @property
    def fixable(self) -> Counter[str]:
        """How many findings of each rule `fix_all` would fix."""
        fixable: Counter[str] = Counter()
        for chunk in self._chunks:
            fixable.update(chunk.fixable)
        return fixable

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum([chunk.count for chunk in self._chunks])

    @property
    def length(self) -> int:
        """How many code points the blocks cover, from the start of the document."""
        return self._prefix_sums()[1][-1]

    def json(self, text: str, renderer: Renderer) -> str:
        """Return all findings as JSON objects joined by commas; `text` is the document's."""
        _, starts, bases = self._prefix_sums()
        return ",".join(
            [
                chunk.json(base, text, start, renderer)
                for chunk, start, base in zip(self._chunks, starts, bases, strict=False)
                if chunk.count
            ]
        )

    def json_of(self, place: Place, text: str, renderer: Renderer) -> str:
        """Return one finding as a JSON object."""
        return place.block.json_of(place.nth, place.base, text, place.start, renderer)

    def touching(self, span: Span) -> Iterator[Place]:
        """Yield the findings that overlap `span` or meet it end to end."""
        starts = self._prefix_sums()[1]
        first = max(bisect_right(starts, span.start) - 2, 0)
        for chunk in range(first, len(self._chunks)):
            if starts[chunk] > span.end:
                return
            for place in self._places(chunk):
                if place.span.touches(span):
                    yield place

    def places(self) -> Iterator[Place]:
        """Yield all findings."""
        for number, chunk in enumerate(self._chunks):
            if chunk.count:
                yield from self._places(number)

    def find(self, fingerprint: str, hint: int) -> tuple[int, int, Block] | None:
        """Return index, start and block of the nearest block to `hint` with that fingerprint."""
        nearest: tuple[int, int, Block] | None = None
        number, start = 0, 0
        for chunk in self._chunks:
            for block in chunk.blocks:
                if block.fingerprint == fingerprint and (
                    nearest is None or abs(number - hint) < abs(nearest[0] - hint)
                ):
                    nearest = number, start, block
                number += 1
                start += block.length
        return nearest

    def _places(self, chunk: int) -> Iterator[Place]:
        numbers, starts, bases = self._prefix_sums()
        number, start, base = numbers[chunk], starts[chunk], bases[chunk]
        for block in self._chunks[chunk].blocks:
            for nth, finding in enumerate(block.findings):
                first, last = finding["span"]
                span = Span(start + first, start + last)
                yield Place(number, block, base, start, nth, finding, span)
            number += 1
            start += block.length
            base += block.newlines

    def _prefix_sums(self) -> tuple[list[int], list[int], list[int]]:
        """The number, the offset and the line at which each chunk begins, and where all end."""
        if self._sums is None:
            chunks = self._chunks
            self._sums = (
                list(accumulate([len(chunk.blocks) for chunk in chunks], initial=0)),
                list(accumulate([chunk.length for chunk in chunks], initial=0)),
                list(accumulate([chunk.newlines for chunk in chunks], initial=0)),
            )
        return self._sums
