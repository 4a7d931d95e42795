"""A unit: the smallest piece of a document that is parsed and analysed on its own.

A unit knows its text and how to read it, not where it lies: offsets inside it are relative to its
text, so that it stays the same object while the document changes elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from hashlib import blake2b
from typing import NamedTuple


class UnitKind(Enum):
    """What a unit holds."""

    STATEMENT = "statement"
    CLASS_HEADER = "class_header"
    """A class up to its first member; the members are units of their own."""
    FOOTER = "footer"
    """Comments and blank lines that end a class body or the module."""


class Brokenness(StrEnum):
    """Why the splitter took an item for broken. Such a unit is never parsed."""

    UNCLOSED_BRACKET = "unclosed_bracket"
    UNCLOSED_STRING = "unclosed_string"
    STRAY_INDENT = "stray_indent"
    BAD_DEDENT = "bad_dedent"


@dataclass(frozen=True, slots=True)
class Defaults:
    """The `default_indent` and `default_newline` that LibCST would give the module."""

    indent: str
    newline: str


class UnitKey(NamedTuple):
    """All that the tree of a unit depends on; equal keys parse to equal trees."""

    text: str
    indent: str | None
    body_indent: str | None
    defaults: Defaults
    kind: UnitKind
    flaw: Brokenness | None


class Unit:
    """Whole lines of a document. Compared by identity; never changed once made.

    Attributes:
        text: leading blank and comment lines, the item, and the comments its last block owns.
        kind: what it holds.
        depth: the number of enclosing class bodies.
        indent: the indentation of the enclosing class body; None at depth 0.
        body_indent: for a class header, the indentation of its members; else None.
        item_start: the offset in `text` of the line on which the item begins.
        flaw: why the splitter took it for broken; None when only a parse can tell.
        defaults: indentation and newline of the file.
        block_indent: the indentation of the first indented statement in it, if there is one.
        newlines: the number of line breaks in `text`.
    """

    __slots__ = (
        "__weakref__",
        "_fingerprint",
        "block_indent",
        "body_indent",
        "defaults",
        "depth",
        "flaw",
        "indent",
        "item_start",
        "kind",
        "newlines",
        "text",
    )

    def __init__(
        self,
        text: str,
        kind: UnitKind,
        *,
        depth: int,
        indent: str | None,
        defaults: Defaults,
        item_start: int,
        body_indent: str | None = None,
        block_indent: str | None = None,
        flaw: Brokenness | None = None,
    ) -> None:
        """Make a unit; only the splitter does."""
        self.text = text
        self.kind = kind
        self.depth = depth
        self.indent = indent
        self.defaults = defaults
        self.item_start = item_start
        self.body_indent = body_indent
        self.block_indent = block_indent
        self.flaw = flaw
        self.newlines = _count_newlines(text)
        self._fingerprint: str | None = None

    @property
    def key(self) -> UnitKey:
        """The recipe of the unit's tree."""
        return UnitKey(
            self.text, self.indent, self.body_indent, self.defaults, self.kind, self.flaw
        )

    @property
    def fingerprint(self) -> str:
        """A short digest of the key, the same in every process."""
        if self._fingerprint is None:
            recipe = repr(self.key).encode("utf-8", "surrogatepass")
            self._fingerprint = blake2b(recipe, digest_size=10).hexdigest()
        return self._fingerprint

    def recut(
        self,
        *,
        text: str | None = None,
        item_start: int | None = None,
        indent: str | None = None,
        body_indent: str | None = None,
        flaw: Brokenness | None = None,
        defaults: Defaults | None = None,
    ) -> Unit:
        """Return a unit that differs in what is given."""
        return Unit(
            self.text if text is None else text,
            self.kind,
            depth=self.depth,
            indent=indent or self.indent,
            defaults=defaults or self.defaults,
            item_start=self.item_start if item_start is None else item_start,
            body_indent=body_indent or self.body_indent,
            block_indent=self.block_indent,
            flaw=flaw or self.flaw,
        )

    def same_cut(self, other: Unit) -> bool:
        """Tell whether both were cut alike, so that one may stand for the other."""
        return (
            self.text == other.text
            and self.kind is other.kind
            and self.depth == other.depth
            and self.indent == other.indent
            and self.body_indent == other.body_indent
            and self.block_indent == other.block_indent
            and self.item_start == other.item_start
            and self.flaw is other.flaw
            and self.defaults == other.defaults
        )

    def __repr__(self) -> str:
        """Show the kind and the first line of the item."""
        first_line = self.text[self.item_start :].partition("\n")[0]
        return f"<Unit {self.kind.value} depth={self.depth} {first_line[:40]!r}>"


def _count_newlines(text: str) -> int:
    if "\r" not in text:
        return text.count("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n")
