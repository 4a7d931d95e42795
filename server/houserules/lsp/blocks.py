"""The findings of one unit as the host reports them: a block, some whole lines of the text.

Findings are relative to the start of their block, and a block that did not change keeps its
rendered text. What a finding looks like in JSON is the business of `rendering`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from houserules.host.protocol import Finding, in_fix_all


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


def _filled(rendered: Rendered, base: int) -> str:
    template, lines = rendered
    return template % tuple([base + line for line in lines])
