"""Facts as JSON text until somebody asks: a tenth of the memory, for indexes of whole projects."""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping
from typing import Any


class PackedFacts(Mapping[str, Mapping[str, list[Any]]]):
    """The facts of one file; every access reads the text, so take ``unpacked`` for more."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """``text`` is a JSON object of facts."""
        self._text = text

    def unpacked(self) -> dict[str, dict[str, list[Any]]]:
        """The facts as they are sent and compared."""
        return json.loads(self._text)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Mapping) and self.unpacked() == other)

    def __hash__(self) -> int:
        return hash(self._text)

    def __getitem__(self, fact: str) -> Mapping[str, list[Any]]:
        return self.unpacked()[fact]

    def items(self) -> ItemsView[str, Mapping[str, list[Any]]]:
        """All at once, which reads the text once."""
        return self.unpacked().items()

    def __iter__(self) -> Iterator[str]:
        return iter(self.unpacked())

    def __len__(self) -> int:
        return len(self.unpacked())
