"""The open documents: their text, what the host said about them, and who waits for it.

Text changes here and nowhere else. A document has the editor's version, which may jump or repeat,
and a revision of ours, which only grows and is what the host is told.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

from houserules.host.protocol import Message
from houserules.lsp import params as p
from houserules.lsp.block_list import BlockList
from houserules.lsp.convert import to_offset
from houserules.lsp.uris import name_of, path_of, same_path, scheme_of
from houserules.text.document import Document
from houserules.text.edits import minimal_edit
from houserules.text.lines import Encoding, Position
from houserules.text.span import Span, TextEdit

WireEdit = tuple[int, int, str]

SETTINGS_FILES = ("pyproject.toml", "houserules.toml")


class Role(Enum):
    """What a document is to us."""

    PYTHON = "python"
    SETTINGS = "settings"
    OTHER = "other"


class OpenDocument:
    """One document between `didOpen` and `didClose`."""

    def __init__(
        self,
        uri: str,
        language: str,
        version: int | None,
        text: str,
        revision: int,
        *,
        is_cell: bool = False,
    ) -> None:
        """Take what `didOpen` says; `revision` is the first of ours.

        A cell of a notebook is no file, whatever its uri looks like.
        """
        self.uri = uri
        self.path = None if is_cell else path_of(uri)
        self.role = _role(uri, language, is_cell)
        self.version = version
        self.opened = revision
        self.document = Document.of(uri, revision, text)
        # The editor's edits did not fit: what it shows and what we hold may differ.
        self.suspect = False
        self.blocks = BlockList()
        self.extra: list[Message] = []
        self.reported: int | None = None
        self.done = False
        # How often the host's blocks did not fit the text since they last did.
        self.disagreements = 0
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def revision(self) -> int:
        """The number of the text at hand, as the host knows it."""
        return self.document.version

    @property
    def current(self) -> bool:
        """Whether the blocks belong to the text at hand."""
        return self.reported == self.revision and not self.suspect

    def forget_report(self) -> None:
        """Drop what a host said that is no more."""
        self.blocks = BlockList()
        self.extra = []
        self.reported = None
        self.done = False

    def wake(self) -> None:
        """Let those who wait look again."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_until(self, *, done: bool, seconds: float) -> bool:
        """Wait for a report on the text at hand; with `done`, for a finished one.

        Returns:
            Whether it came within `seconds`. Edits in the meantime do not prolong the wait.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (self.current and (self.done or not done)):
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            return False
        return True


class Documents:
    """All open documents by uri. A uri is taken as the editor spells it."""

    def __init__(self) -> None:
        """Start with none."""
        self._documents: dict[str, OpenDocument] = {}
        self._revisions = itertools.count(1)

    def __iter__(self) -> Iterator[OpenDocument]:
        """Iterate over the open documents in the order of opening."""
        return iter(self._documents.values())

    def get(self, uri: str) -> OpenDocument | None:
        """Return the document, None when it is not open."""
        return self._documents.get(uri)

    def at_path(self, path: str) -> OpenDocument | None:
        """Return the open document of a file."""
        for document in self:
            if document.path is not None and same_path(document.path, path):
                return document
        return None

    def open(
        self, uri: str, language: str, version: int | None, text: str, *, is_cell: bool = False
    ) -> OpenDocument:
        """Add a document, in place of one that is still open."""
        revision = next(self._revisions)
        document = OpenDocument(uri, language, version, text, revision, is_cell=is_cell)
        self._documents[uri] = document
        return document

    def close(self, uri: str) -> OpenDocument | None:
        """Remove a document."""
        return self._documents.pop(uri, None)

    def change(
        self,
        document: OpenDocument,
        version: int | None,
        changes: Sequence[p.Params],
        encoding: Encoding,
    ) -> list[WireEdit]:
        """Apply the content changes of a `didChange`, all or none.

        Returns:
            The edits, one after the other, in code points.

        Raises:
            JsonRpcInvalidParams: a change is malformed; nothing was changed.
        """
        revision = next(self._revisions)
        after = document.document
        suspect = document.suspect
        if version is not None and document.version is not None and version <= document.version:
            suspect = True
        edits: list[WireEdit] = []
        for change in changes:
            edit, fits = _text_edit(after, change, encoding)
            suspect = not fits or (suspect and change.get("range") is not None)
            if edit is not None:
                after = after.edited((edit,), revision)
                edits.append((edit.span.start, edit.span.end, edit.text))
        if not edits:
            after = replace(after, version=revision)
        document.document, document.version, document.suspect = after, version, suspect
        return edits

    def renew(self, document: OpenDocument) -> None:
        """Give the text at hand a new revision, so that reports on their way are too old."""
        revision = next(self._revisions)
        document.document = replace(document.document, version=revision)
        document.opened = revision

    def restate(self, document: OpenDocument, text: str) -> list[WireEdit]:
        """Take the whole text as the editor states it; the document is no longer suspect."""
        return self.change(document, document.version, ({"text": text},), Encoding.UTF32)


def _role(uri: str, language: str, is_cell: bool) -> Role:
    """Diff and history views (`git:` and the like) show old text: nothing is said about them."""
    if is_cell:
        return Role.PYTHON if language.lower() == "python" else Role.OTHER
    if scheme_of(uri) not in ("file", "untitled"):
        return Role.OTHER
    if scheme_of(uri) == "file" and name_of(uri) in SETTINGS_FILES:
        return Role.SETTINGS
    return Role.PYTHON if language.lower() == "python" else Role.OTHER


def _text_edit(
    document: Document, change: p.Params, encoding: Encoding
) -> tuple[TextEdit | None, bool]:
    """Return the edit that a content change is, and whether it fits the text it is for."""
    text = p.string(change, "text")
    if change.get("range") is None:
        return minimal_edit(document.text, text), True
    start, end = p.position_range(change, "range")
    fits = start <= end and start.line <= document.lines.line_count
    if start > end:
        start, end = end, start
    return TextEdit(Span(_at(document, start, encoding), _at(document, end, encoding)), text), fits


def _at(document: Document, position: Position, encoding: Encoding) -> int:
    return to_offset(document, position, encoding)
