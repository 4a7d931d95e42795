"""The findings of an open document as the host reports them: a list of blocks, one per unit.

A block is some whole lines and the findings in them, relative to its start. A report splices the
list; what did not change keeps its rendered text, so that publishing thousands of findings after
a keystroke is a join. What a finding looks like in JSON is the business of `rendering`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple, Protocol

from houserules.host.protocol import Finding, in_fix_all
from houserules.text.span import Span


class Rendered(NamedTuple):
    """A finding as JSON, `%d` in the place of each line number.

    `lines` holds the numbers, relative to the block's first line, in the order of the places.
    """

    template: str
    lines: tuple[int, ...]


class Renderer(Protocol):
    """Turns the findings of a block into JSON, once for the life of the block."""

    def render(self, text: str, start: int, findings: Sequence[Finding]) -> Sequence[Rendered]:
        """Render findings relative to `start`, the start of a line in `text`, one by one."""
        ...


class Block:
    """One unit's findings. `text` may be asked for only while the block is in its list."""

    __slots__ = (
        "_base",
        "_items",
        "_json",
        "_whole",
        "findings",
        "fingerprint",
        "fixable",
        "length",
        "newlines",
    )

    def __init__(
        self, length: int, newlines: int, fingerprint: str, findings: Sequence[Finding]
    ) -> None:
        """Take a block as it comes over the protocol; `length` counts code points."""
        self.length = length
        self.newlines = newlines
        self.fingerprint = fingerprint
        self.findings = tuple(findings)
        self.fixable = Counter(finding["rule"] for finding in findings if in_fix_all(finding))
        self._items: Sequence[Rendered] = ()
        self._whole = Rendered("", ())
        self._base = -1
        self._json = ""

    def json(self, base: int, text: str, start: int, renderer: Renderer) -> str:
        """Return the findings as JSON objects joined by commas.

        Args:
            base: the line at which the block begins.
            text: the text of the document; read only when the block is rendered first.
            start: the offset at which the block begins.
            renderer: what to render with; always the same for a block.
        """
        if base != self._base:
            self._render(text, start, renderer)
            self._json = _filled(self._whole, base)
            self._base = base
        return self._json

    def json_of(self, nth: int, base: int, text: str, start: int, renderer: Renderer) -> str:
        """Return the nth finding as a JSON object; the other arguments are those of `json`."""
        self._render(text, start, renderer)
        return _filled(self._items[nth], base)

    def _render(self, text: str, start: int, renderer: Renderer) -> None:
        if self._items or not self.findings:
            return
        self._items = renderer.render(text, start, self.findings)
        templates, lines = zip(*self._items, strict=True)
        self._whole = Rendered(",".join(templates), tuple(chain.from_iterable(lines)))


class Place(NamedTuple):
    """A finding and where it is: the block's number and start, its own number in the block."""

    number: int
    block: Block
    start: int
    nth: int
    finding: Finding
    span: Span


class BlockList:
    """The blocks of one document, in the order of the text."""

    def __init__(self) -> None:
        """Start with none, as after `didOpen`."""
        self._blocks: list[Block] = []
        self._starts: list[int] | None = None
        self._lines: list[int] = []
        self._fixable: Counter[str] | None = None

    def __len__(self) -> int:
        """The number of blocks."""
        return len(self._blocks)

    def splice(self, start: int, removed: int, inserted: Sequence[Block]) -> None:
        """Replace `removed` blocks from `start` on.

        Raises:
            ValueError: the list has no such blocks: host and front do not mean the same list.
        """
        if not 0 <= start <= start + removed <= len(self._blocks):
            raise ValueError(f"no blocks {start} to {start + removed} of {len(self._blocks)}")
        self._blocks[start : start + removed] = inserted
        self._starts = None
        self._fixable = None

    @property
    def fixable(self) -> Counter[str]:
        """How many findings of each rule `fix_all` would fix."""
        if self._fixable is None:
            self._fixable = Counter()
            for block in self._blocks:
                if block.fixable:
                    self._fixable.update(block.fixable)
        return self._fixable

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(len(block.findings) for block in self._blocks)

    @property
    def length(self) -> int:
        """How many code points the blocks cover, from the start of the document."""
        return self._prefix_sums()[-1]

    def json(self, text: str, renderer: Renderer) -> str:
        """Return all findings as JSON objects joined by commas; `text` is the document's."""
        starts = self._prefix_sums()
        return ",".join(
            [
                block.json(base, text, start, renderer)
                for block, base, start in zip(self._blocks, self._lines, starts, strict=False)
                if block.findings
            ]
        )

    def json_of(self, place: Place, text: str, renderer: Renderer) -> str:
        """Return one finding as a JSON object."""
        self._prefix_sums()
        base = self._lines[place.number]
        return place.block.json_of(place.nth, base, text, place.start, renderer)

    def touching(self, span: Span) -> Iterator[Place]:
        """Yield the findings that overlap `span` or meet it end to end."""
        starts = self._prefix_sums()
        first = max(bisect_right(starts, span.start) - 2, 0)
        for index in range(first, len(self._blocks)):
            if starts[index] > span.end:
                return
            for place in self._places(index):
                if place.span.touches(span):
                    yield place

    def places(self) -> Iterator[Place]:
        """Yield all findings."""
        for index, block in enumerate(self._blocks):
            if block.findings:
                yield from self._places(index)

    def find(self, fingerprint: str, hint: int) -> tuple[int, int, Block] | None:
        """Return index, start and block of the nearest block to `hint` with that fingerprint."""
        indexes = [i for i, block in enumerate(self._blocks) if block.fingerprint == fingerprint]
        if not indexes:
            return None
        index = min(indexes, key=lambda i: abs(i - hint))
        return index, self._prefix_sums()[index], self._blocks[index]

    def _places(self, index: int) -> Iterator[Place]:
        block, start = self._blocks[index], self._prefix_sums()[index]
        for nth, finding in enumerate(block.findings):
            first, last = finding["span"]
            yield Place(index, block, start, nth, finding, Span(start + first, start + last))

    def _prefix_sums(self) -> list[int]:
        if self._starts is None:
            self._starts = list(accumulate([b.length for b in self._blocks], initial=0))
            self._lines = list(accumulate([b.newlines for b in self._blocks], initial=0))
        return self._starts


def _filled(rendered: Rendered, base: int) -> str:
    template, lines = rendered
    return template % tuple([base + line for line in lines])
