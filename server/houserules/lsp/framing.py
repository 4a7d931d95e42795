"""Cuts the byte stream of an editor into message bodies (LSP, "Base Protocol").

Tolerant on purpose: header names in any case, lines that end in LF alone, and after bytes that
make no sense it goes on at the next `Content-Length`. It knows nothing of JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LARGEST_BODY = 64 << 20
_LONGEST_LINE = 8192

_CONTENT_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_HEADER_IN_BODY = re.compile(rb"content-length[ \t]*:[ \t]*\d+[ \t]*\r?\n", re.IGNORECASE)


class FramingError(Exception):
    """Bytes between messages that are no header, or a length that cannot be served."""


class Framer:
    """Takes bytes as they come and yields bodies. One per connection."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None
        self._error: FramingError | None = None
        self._in_body = False
        self._lost = False

    def feed(self, data: bytes) -> Iterator[bytes | FramingError]:
        """Yield the bodies that `data` completes, and an error where the stream makes no sense."""
        self._buffer += data
        while True:
            if self._in_body:
                body = self._take_body()
                if body is None:
                    return
                self._lost = False
                yield body
                continue
            line = self._take_line()
            if line is None:
                return
            if line.strip():
                self._read_header(line)
            elif (error := self._end_header()) is not None:
                yield error

    def put_back(self, body: bytes) -> None:
        """Resynchronise after a body that is not JSON: a header inside it starts anew there.

        A length that was too long swallows the next header; one that was too short leaves the
        rest of its body in front of the next header, which `feed` skips by itself.
        """
        found = _HEADER_IN_BODY.search(body)
        if found is not None:
            self._buffer[:0] = body[found.start() :]
        self._lost = True

    def _take_body(self) -> bytes | None:
        length = self._length
        assert length is not None
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._in_body, self._length = False, None
        return body

    def _take_line(self) -> bytes | None:
        end = self._buffer.find(b"\n")
        if end < 0:
            if len(self._buffer) > _LONGEST_LINE:
                # Not a header, whatever it is: keep what may be the start of one.
                del self._buffer[: -len(b"content-length: 12345678\r")]
            return None
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return line

    def _read_header(self, line: bytes) -> None:
        values = _CONTENT_LENGTH.findall(line)
        if not values:
            return
        value = values[-1].strip()
        self._error = None
        self._length = None
        if not value.isdigit() or len(value) > 18:
            self._error = FramingError("Content-Length is not a number of bytes")
        elif int(value) > LARGEST_BODY:
            self._error = FramingError(f"Content-Length is above {LARGEST_BODY} bytes")
        elif int(value) == 0:
            self._error = FramingError("Content-Length is 0")
        else:
            self._length = int(value)

    def _end_header(self) -> FramingError | None:
        if self._length is not None:
            self._in_body = True
            return None
        error, self._error = self._error, None
        if error is None and not self._lost:
            error = FramingError("a header without Content-Length")
        # One answer per disturbance: what follows until the next message is the same garbage.
        self._lost = True
        return error
