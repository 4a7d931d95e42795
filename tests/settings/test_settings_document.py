"""The locator against tomllib, and what is read of a settings text before it is settings."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from houserules.settings.document import extended_path, has_settings
from houserules.settings.globs import pattern_problem
from houserules.settings.locate import locate
from houserules.settings.model import SettingsLayer

TEXT = '''# a comment with [brackets] and "quotes"
title = "a # b" # not the end
"quoted key" = 'literal \\ string'
dotted . name."x.y" = 1979-05-27T07:32:00Z
multi = """
[not a table]
key = "no" \\"\\"\\" still
"""
'literal multi' = \'\'\'
# not a comment\'\'\'
nested = { a = [ { b = 1, c = "}" }, [ ] ], "d\\u0041" = { e = true } }
many = [
    1, # one ]
    [ "two", 'three' ],
    { four = 4 },
]

[table."dotted.header".sub]
key = 1e3
[[items]]
name = "first"
[items.detail]
size = 1
[[items]]
name = "second"
  [[items.parts]]
  id = 1
  [[items.parts]]
  id = 2
'''


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if path:
        yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        if isinstance(child, dict | list):
            yield from _paths(child, (*path, key))
        else:
            yield (*path, key), child


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_value_is_located(newline) -> None:
    text = TEXT.replace("\n", newline)
    places = locate(text)
    for path, value in _paths(tomllib.loads(text)):
        place = places[path]
        if isinstance(value, dict | list):
            continue
        written = text[slice(*place.value)]
        assert tomllib.loads(f"v = {written}")["v"] == value, path
        if isinstance(path[-1], str):
            key = text[slice(*place.key)]
            assert list(tomllib.loads(f"{key} = 1")) == [path[-1]]


def test_cut_off_texts_do_not_stop_the_locator() -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(300):
        start = chance.randrange(len(TEXT))
        locate(TEXT[start : start + chance.randrange(200)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool.houserules]\n", True),
        ("[tool.houserules.rules]\n", True),
        ("tool = { houserules = {} }", True),
        ("[tool.ruff]\n# houserules\n", False),
        ("[tool.houserules]\nselect = [", True),
        ("[tool.ruff]\nx = [ # houserules", False),
    ],
)
def test_has_settings(text, expected) -> None:
    assert has_settings(text) is expected


def test_extend_is_found_with_its_place() -> None:
    layer = SettingsLayer(
        "pyproject.toml", None, '[tool.houserules]\nextend = "../x.toml"\n', pyproject=True
    )
    assert extended_path(layer) == ("../x.toml", (1, 9, 1, 20))
    assert extended_path(SettingsLayer("houserules.toml", None, "")) is None


@pytest.mark.parametrize(
    "pattern", ["**/*.py", "*a*b*.py", "!/src", "tests/**", "[a-z]?.py", "a b"]
)
def test_patterns_that_are_fine(pattern) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["", " ", "*a*a*a*b", "**/" * 5 + "x", "x" * 201, "../x", "a/../b"]
)
def test_patterns_that_are_refused(pattern) -> None:
    assert pattern_problem(pattern)
