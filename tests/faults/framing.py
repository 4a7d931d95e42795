"""Streams that are cut wrongly (LSP, "Base Protocol")."""

from __future__ import annotations

import json

from tests.faults.client import framed
from tests.faults.steps import Answered, Bytes, Case, CloseInput, Exits, Step, request


def body(number: str = "r", **members: object) -> bytes:
    """A request that is answered with -32601."""
    return json.dumps({**request(number, "no/such"), **members}).encode()


R = body()
SIZE = len(R)
HEARD = Answered("r", -32601)
GARBAGE = Answered(None, -32700)


def header(text: str) -> bytes:
    """A header around the one body of known length; `#` stands for that."""
    return text.replace("#", str(SIZE)).encode() + R


def tolerated(name: str, stream: bytes, size: int = 1 << 24) -> Case:
    return Case(name, (Bytes(stream, size), HEARD), probe=False)


def refused(name: str, stream: bytes, *steps: Step) -> Case:
    """The stream is answered with -32700, and what follows it is heard."""
    return Case(name, (Bytes(stream), GARBAGE, *steps, Bytes(framed(R)), HEARD), probe=False)


CASES = (
    tolerated("header in lower case", header("content-length: #\r\n\r\n")),
    tolerated("header in upper case", header("CONTENT-LENGTH: #\r\n\r\n")),
    tolerated("header without a space", header("Content-Length:#\r\n\r\n")),
    tolerated("header with tabs and spaces", header("Content-Length \t:\t  # \t\r\n\r\n")),
    tolerated("header lines end in LF", header("Content-Length: #\n\n")),
    tolerated("header lines end in LF and CRLF", header("Content-Length: #\r\nA: b\n\r\n")),
    tolerated("lower case, no space, LF", header("content-length:#\n\n")),
    tolerated("content type first", header("Content-Type: x/y\r\nContent-Length: #\r\n\r\n")),
    tolerated("content type last", header("Content-Length: #\r\nContent-Type: x/y\r\n\r\n")),
    tolerated(
        "the old spelling of the charset",
        header("Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: #\r\n\r\n"),
    ),
    tolerated("unknown header fields", header("X-A: 1\r\nX-B: \r\nContent-Length: #\r\n\r\n")),
    tolerated("10,000 header fields", header("X: y\r\n" * 10_000 + "Content-Length: #\r\n\r\n")),
    tolerated("a header field of 100 kB", header(f"X: {'y' * 100_000}\nContent-Length: #\n\n")),
    tolerated("length given twice, the same", header("Content-Length: #\r\n" * 2 + "\r\n")),
    tolerated("length given twice, the last right", header("Content-Length: 3\r\nContent-Length: #\r\n\r\n")),
    tolerated("length with leading zeros", header("Content-Length: 000#\r\n\r\n")),
    tolerated("byte by byte", framed(R), 1),
    tolerated("in pieces of seven", framed(R) * 1, 7),
    tolerated("a line between messages", b"hello world\r\n" + framed(R)),
    tolerated("100 kB without a line break between messages", b"x" * 100_000 + framed(R)),
    tolerated("NULs between messages", b"\0" * 5_000 + framed(R)),
    tolerated("a byte order mark before the header", b"\xef\xbb\xbf" + framed(R)),
    tolerated("the text of a header within a body", framed(body(x="Content-Length: 5\r\n\r\n{}"))),
    tolerated("blanks around the value", framed(b" \r\n\t" + R + b"\r\n ")),
    Case(
        "200 messages in one write",
        (
            Bytes(b"".join(framed(body(f"r{n}")) for n in range(200))),
            *(Answered(f"r{n}", -32601) for n in range(200)),
        ),
        probe=False,
    ),
    Case("line breaks after a message", (Bytes(framed(R) + b"\r\n\r\n" + framed(body("s"))), HEARD, GARBAGE, Answered("s", -32601)), probe=False),
    refused("no length", b"Content-Type: x/y\r\n\r\n"),
    refused("negative length", b"Content-Length: -8\r\n\r\n"),
    refused("length zero", b"Content-Length: 0\r\n\r\n"),
    refused("length is a word", header("Content-Length: many\r\n\r\n")),
    refused("length is a fraction", header("Content-Length: 8.5\r\n\r\n")),
    refused("length is hexadecimal", header("Content-Length: 0x10\r\n\r\n")),
    refused("length has a sign", header("Content-Length: +#\r\n\r\n")),
    refused("length is empty", header("Content-Length:\r\n\r\n")),
    refused("length in digits that are not ASCII", header("Content-Length: ٣\r\n\r\n")),
    refused("length of 64 MiB and one", b"Content-Length: %d\r\n\r\n" % ((64 << 20) + 1)),
    refused("length of 10^12", b"Content-Length: 1000000000000\r\n\r\n"),
    refused("length of 10^12 with a body", header("Content-Length: 1000000000000\r\n\r\n")),
    refused("length of a hundred digits", b"Content-Length: %s\r\n\r\n" % (b"9" * 100)),
    refused("length too short", b"Content-Length: 9\r\n\r\n" + R),
    refused("length given twice, the last wrong", b"Content-Length: %d\r\nContent-Length: 7\r\n\r\n" % SIZE + R),
    refused("length too short, twice", b"Content-Length: 9\r\n\r\n" + R + framed(R), HEARD, Bytes(b"Content-Length: 3\r\n\r\n" + R), GARBAGE),
    refused("length too short by one", b"Content-Length: %d\r\n\r\n" % (SIZE - 1) + R),
    refused("length that cuts a character", b'Content-Length: 3\r\n\r\n"\xc3\xa4"'),
    Case(
        "length too long by one: one message is lost, the next is heard",
        (
            Bytes(b"Content-Length: %d\r\n\r\n" % (SIZE + 1) + R),
            Bytes(framed(body("s")) + framed(body("t"))),
            GARBAGE,
            Answered("t", -32601),
        ),
        probe=False,
    ),
    Case(
        "length too long by a message: the swallowed one is found again",
        (
            Bytes(b"Content-Length: %d\r\n\r\n" % (SIZE + 60) + R),
            Bytes(framed(body("s")) * 2 + framed(body("t"))),
            GARBAGE,
            Answered("s", -32601),
            Answered("t", -32601),
        ),
        probe=False,
    ),
    Case(
        "length too long and nothing follows",
        (Bytes(b"Content-Length: 10000\r\n\r\n" + R), CloseInput(), Exits(1)),
        ends=True,
        may_hang=True,
    ),
    Case(
        "a client that starts over in the middle of a message",
        (
            Bytes(b"Content-Length: %d\r\n\r\n" % (SIZE + 30) + R[:10] + framed(R)),
            Bytes(b"x" * 30 + framed(body("s"))),
            GARBAGE,
            Answered("s", -32601),
        ),
        probe=False,
    ),
    Case(
        "a body within a header within a body",
        (Bytes(framed(framed(R)) + framed(body("s"))), GARBAGE, HEARD, Answered("s", -32601)),
        probe=False,
    ),
)  # fmt: skip
