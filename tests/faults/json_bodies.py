"""Bodies that are no JSON, or JSON at its limits."""

from __future__ import annotations

from tests.faults.framing import GARBAGE, HEARD
from tests.faults.steps import Answered, Body, Case, Send, Step, request


def refused(name: str, body: bytes) -> Case:
    """The body is answered with -32700, and the next message is heard."""
    after = (Send((request("r", "no/such"),)), HEARD)
    return Case(name, (Body(body), GARBAGE, *after), probe=False)


def heard(name: str, body: bytes, *steps: Step) -> Case:
    return Case(name, (Body(body), *(steps or (HEARD,))), probe=False)


R = b'{"jsonrpc":"2.0","id":"r","method":"no/such"%b}'

CASES = (
    refused("a body that is cut off", b'{"jsonrpc":"2.0","id":1,"method":"shut'),
    refused("a body of blanks", b" \r\n\t "),
    refused("bytes that are not UTF-8", b'{"jsonrpc":"2.0","id":1,"method":"\xff"}'),
    refused("overlong UTF-8", b'{"jsonrpc":"2.0","id":1,"method":"\xc0\xaf"}'),
    refused("a surrogate in UTF-8", b'{"jsonrpc":"2.0","id":1,"method":"\xed\xa0\x80"}'),
    refused("UTF-16", '{"jsonrpc":"2.0","id":1,"method":"x"}'.encode("utf-16")),
    refused("a byte order mark in the body", b"\xef\xbb\xbf" + R % b""),
    refused("100,000 nested arrays", b"[" * 100_000),
    refused("100,000 nested arrays that close", b"[" * 100_000 + b"]" * 100_000),
    refused("100,000 nested objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    refused("nested parameters of 100,000", R % (b',"params":' + b"[" * 100_000 + b"]" * 100_000)),
    refused("an id of 5,000 digits", b'{"jsonrpc":"2.0","id":' + b"1" * 5_000 + b',"method":"x"}'),
    refused("5,000 digits in the parameters", R % (b',"params":{"a":' + b"1" * 5_000 + b"}")),
    refused("NaN", R % b',"params":{"a":NaN}'),
    refused("Infinity", R % b',"params":{"a":Infinity}'),
    refused("a trailing comma", R % b","),
    refused("single quotes", b"{'jsonrpc':'2.0'}"),
    refused("a comment", R % b"/* x */"),
    refused("two values", R % b"" + R % b""),
    refused("a bare word", b"initialize"),
    refused("a control character in a string", R % b',"params":{"a":"\x01"}'),
    refused("a NUL in a string", R % b',"params":{"a":"\x00"}'),
    refused("an HTTP request", b"GET / HTTP/1.1\r\nHost: localhost"),
    heard("an escaped NUL", R % b',"params":{"a":"\\u0000"}'),
    heard("half a surrogate pair", R % b',"params":{"a":"\\ud83d"}'),
    heard("a number that overflows", R % b',"params":{"a":1e999}'),
    heard("a string of 10 MB", R % (b',"params":{"a":"' + b"x" * 10_000_000 + b'"}')),
    heard("100,000 members", R % (b"".join(b',"m%d":1' % n for n in range(100_000)))),
    heard("nested parameters of 200", R % (b',"params":' + b"[" * 200 + b"]" * 200)),
    heard("half a surrogate pair in the method", b'{"jsonrpc":"2.0","id":"r","method":"\\ud83d"}'),
    heard("members given twice", R % b',"method":"no/other"'),
    Case(
        "half a surrogate pair in the id",
        (Send((request("\ud83d", "no/such"),)), Answered("\ud83d", -32601)),
        probe=False,
    ),
)  # fmt: skip
