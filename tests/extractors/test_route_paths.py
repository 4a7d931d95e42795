"""Shadowed routes, against the regular expressions that Starlette makes of paths."""

from __future__ import annotations

import random
import re

import pytest

from houserules.extractors.route_paths import shadows

CONVERTERS = {
    "str": ("[^/]+", ("a", "7", "v1", "1.5", "x.json", "stats")),
    "int": ("[0-9]+", ("7", "42")),
    "float": (r"[0-9]+(\.[0-9]+)?", ("7", "1.5")),
    "path": (".*", ("", "a", "a/7", "stats/meta", "/")),
}
SEGMENTS = (
    "", "a", "7", "1.5", "stats", "meta", "x.json", "v1", "{x}", "{y}", "{x:int}", "{y:float}",
    "{x:path}", "{x}.json", "v{x}", "v{x:int}", "{x}-{y:int}",
)  # fmt: skip
PARAMETER = re.compile(r"{([a-zA-Z_]\w*)(?::(\w+))?}")


def pattern_of(path: str) -> re.Pattern[str]:
    """Starlette's ``compile_path``, parameter names aside."""
    pieces = PARAMETER.split(path)
    regex = re.escape(pieces[0])
    for kind, literal in zip(pieces[2::3], pieces[3::3], strict=True):
        regex += f"(?:{CONVERTERS[kind or 'str'][0]}){re.escape(literal)}"
    return re.compile(f"{regex}$")


def requests_of(path: str, source: random.Random, count: int) -> list[str]:
    """Paths of requests that a route matches."""

    def value(match: re.Match[str]) -> str:
        return source.choice(CONVERTERS[match[2] or "str"][1])

    return [PARAMETER.sub(value, path) for _ in range(count)]


def test_a_shadowed_route_gets_no_request() -> None:
    seed = random.randrange(10**6)
    source = random.Random(seed)
    shadowed = 0
    for _ in range(20_000):
        earlier, later = (
            "/" + "/".join(source.choices(SEGMENTS, k=source.randrange(1, 4))) for _ in range(2)
        )
        if shadows(earlier, later):
            shadowed += 1
            pattern = pattern_of(earlier)
            for request in requests_of(later, source, 12):
                assert pattern.match(request), (seed, earlier, later, request)
    assert shadowed > 100, seed


PAIRS = [
    ("/items/{id}", "/items/stats", True),
    ("/items/{id}", "/items/{name}", False),
    ("/items/{id}", "/items/", False),
    ("/items/{id:int}", "/items/stats", False),
    ("/items/{id:int}", "/items/7", True),
    ("/items/{id:money}", "/items/7", False),
    ("/{a}/{b}", "/{a}/stats", True),
    ("/{a}/stats", "/{a}/{b}", False),
    ("/files/{p:path}", "/files/a/b", True),
    ("/files/{p:path}", "/files/{q:path}", False),
    ("/files/{p:path}", "/files", False),
    ("/{p:path}", "/health", True),
    ("/files/{p:path}/meta", "/files/a/meta", True),
    ("/files/{p:path}/meta", "/files/meta", False),
    ("", "/items", False),
    ("{id}", "stats", False),
]


@pytest.mark.parametrize(("earlier", "later", "expected"), PAIRS)
def test_shadows(earlier: str, later: str, expected: bool) -> None:
    assert shadows(earlier, later) is expected
