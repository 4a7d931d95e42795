"""Source files as text and back, without losing a byte: PEP 263 encodings, BOM, newlines."""

from __future__ import annotations

import codecs
import io
import re
import stat
import tokenize
from dataclasses import dataclass
from pathlib import Path

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes; a larger file is named and left alone."""

_TOO_LARGE = f"larger than {LARGEST_FILE // (1024 * 1024)} MiB, left alone"

_GENERATED = re.compile(r"^#.{0,200}@generated", re.MULTILINE)
_GENERATED_WITHIN = 2_000
_GENERATED_NAME = re.compile(r".+_pb2(_grpc)?\.py")


class UnreadableSource(ValueError):
    """A file that cannot be read as Python source; says why, and on which line if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file and what is needed to write it back.

    Attributes:
        text: Without BOM, newlines as they are.
        encoding: A codec name.
        bom: Whether the file begins with a UTF-8 byte order mark.
    """

    text: str
    encoding: str = "utf-8"
    bom: bool = False

    def encode(self, text: str) -> bytes:
        """The bytes of a changed text in the encoding of the file.

        Raises:
            UnicodeEncodeError: When the encoding lacks a character.
        """
        data = text.encode(self.encoding)
        return codecs.BOM_UTF8 + data if self.bom else data


def is_generated(text: str, name: str = "") -> bool:
    """Whether a program wrote a file: its name shows it, or its text says so near the top.

    Such a file is neither checked nor changed, whoever names it: the next run of the program would
    undo it.
    """
    if _GENERATED_NAME.fullmatch(name):
        return True
    return _GENERATED.search(text[:_GENERATED_WITHIN]) is not None


def read_source(path: Path) -> bytes:
    """The bytes of a file that may be read: a regular one of bearable size.

    Raises:
        UnreadableSource: When it is not, or the disk refuses.
    """
    try:
        # A named pipe or a device would be waited for without end.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableSource("cannot be read: not a regular file")
        if status.st_size > LARGEST_FILE:
            raise UnreadableSource(_TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableSource(f"cannot be read: {reason}") from error


def decode_source(data: bytes) -> SourceText:
    """Read the bytes of a file as PEP 263 says.

    Raises:
        UnreadableSource: For an unknown encoding, bytes that are not of it, or a huge file.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableSource(_TOO_LARGE)
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UnreadableSource(f"cannot be decoded: {error.msg}", 1) from error
    if bom:
        encoding = "utf-8"
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    try:
        text = body.decode(encoding)
        lossless = text.encode(encoding) == body
    except (UnicodeError, LookupError) as error:
        start = getattr(error, "start", 0)
        line = body.count(b"\n", 0, start) + 1
        raise UnreadableSource(f"cannot be decoded as {encoding}", line) from error
    if not lossless:
        raise UnreadableSource(f"does not survive being decoded and encoded as {encoding}")
    return SourceText(text, encoding, bom)
