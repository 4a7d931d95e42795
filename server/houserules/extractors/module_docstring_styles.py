"""Which styles of docstring sections a module holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from houserules.analysis.extractor import table
from houserules.analysis.structure import UnitView
from houserules.extractors.docstring_sections import Style

_GOOGLE = re.compile(r"(?<=[\r\n])[ \t]+(?:Args|Arguments|Returns|Raises|Yields):[ \t]*(?=[\r\n])")
_NUMPY = re.compile(
    r"(?<=[\r\n])[ \t]+(?:Parameters|Returns|Raises|Yields)[ \t]*(?:\r\n|\r|\n)[ \t]+-{3,}"
)
_REST = re.compile(r"(?<=[\r\n])[ \t]+:(?:param|returns?|raises?)\b[^:\r\n]{0,200}:")
_STYLES = ((Style.GOOGLE, _GOOGLE), (Style.NUMPY, _NUMPY), (Style.REST, _REST))


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, Style]]:
    text = view.unit.text
    if '"""' not in text and "'''" not in text:
        return
    for style, pattern in _STYLES:
        if pattern.search(text):
            yield "", style


def _merge(values: tuple[Style, ...]) -> tuple[Style, ...]:
    return values


MODULE_STYLES = table("module-docstring-styles", _contribute, _merge)
"""``""`` → the styles of the units that have sections, in document order."""


def prevailing(styles: Iterable[Style]) -> Style | None:
    """The style that most units of a module have, of a tie the first one."""
    counted = Counter(styles).most_common()
    return counted[0][0] if counted else None
