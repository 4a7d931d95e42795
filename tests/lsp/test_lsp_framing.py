"""The framer against streams that editors send, and streams they should not."""

from __future__ import annotations

import json
import random

import pytest

from houserules.lsp.framing import LARGEST_BODY, Framer, FramingError

ONE, TWO = b'{"id":1}', b'{"id":2}'


def framed(body: bytes, header: bytes | None = None) -> bytes:
    return (header or b"Content-Length: %d\r\n\r\n" % len(body)) + body


def read(stream: bytes, size: int) -> list[bytes | str]:
    """Feed the stream in pieces; bodies that are not JSON are put back as the transport does."""
    framer, seen = Framer(), []
    for start in range(0, len(stream), size):
        for frame in framer.feed(stream[start : start + size]):
            if isinstance(frame, FramingError):
                seen.append("error")
                continue
            try:
                json.loads(frame)
            except ValueError:
                framer.put_back(frame)
                seen.append("error")
            else:
                seen.append(frame)
    return seen


CASES = {
    "plain": (framed(ONE) + framed(TWO), [ONE, TWO]),
    "lower case": (framed(ONE, b"content-length: 8\r\n\r\n") + framed(TWO), [ONE, TWO]),
    "no space": (framed(ONE, b"Content-Length:8\r\n\r\n"), [ONE]),
    "tabs and spaces": (framed(ONE, b"CONTENT-LENGTH \t: \t8 \r\n\r\n"), [ONE]),
    "line feeds only": (framed(ONE, b"Content-Length: 8\n\n") + framed(TWO), [ONE, TWO]),
    "content type first": (
        framed(ONE, b"Content-Type: application/x; charset=utf-8\r\nContent-Length: 8\r\n\r\n"),
        [ONE],
    ),
    "no length": (b"Content-Type: a\r\n\r\n" + framed(TWO), ["error", TWO]),
    "negative": (framed(ONE, b"Content-Length: -8\r\n\r\n") + framed(TWO), ["error", TWO]),
    "zero": (b"Content-Length: 0\r\n\r\n" + framed(TWO), ["error", TWO]),
    "a word": (framed(ONE, b"Content-Length: eight\r\n\r\n") + framed(TWO), ["error", TWO]),
    "too large": (
        framed(ONE, b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1)) + framed(TWO),
        ["error", TWO],
    ),
    "gigantic": (
        framed(ONE, b"Content-Length: 1000000000000\r\n\r\n") + framed(TWO),
        ["error", TWO],
    ),
    "too short": (framed(ONE, b"Content-Length: 5\r\n\r\n") + framed(TWO), ["error", TWO]),
    "too long": (framed(ONE, b"Content-Length: 40\r\n\r\n") + framed(TWO) * 2, ["error", TWO, TWO]),
    "header twice": (
        b"Content-Length: 8\r\nContent-Length: 8\r\n\r\n" + ONE + framed(TWO),
        [ONE, TWO],
    ),
    "block twice": (framed(framed(ONE)) + framed(TWO), ["error", ONE, TWO]),
    "noise between": (b"hello\r\nworld\r\n" + framed(ONE), [ONE]),
    "a long line of noise": (b"x" * 100_000 + framed(ONE), [ONE]),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_stream(name: str, size: int) -> None:
    stream, expected = CASES[name]
    assert read(stream, size) == expected


def test_random_pieces() -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)
    rng = random.Random(seed)
    bodies = [json.dumps({"text": "ä😀\n" * rng.randrange(40)}).encode() for _ in range(200)]
    stream = b"".join(map(framed, bodies))
    framer, seen, start = Framer(), [], 0
    while start < len(stream):
        end = start + rng.randrange(1, 200)
        seen += framer.feed(stream[start:end])
        start = end
    assert seen == bodies
