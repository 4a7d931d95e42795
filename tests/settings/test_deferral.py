"""When a rule is left to ruff, in whole or in part, and when ruff demands the opposite."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from houserules.analysis.ruff_code import RuffCode, SameAsRuff
from houserules.analysis.rule import rule
from houserules.settings.deferral import Deferral, deferrals
from houserules.settings.ruff.layer import read_ruff
from houserules.settings.ruff.settings import RuffSettings

FOLDER = "/p"


@dataclasses.dataclass(frozen=True)
class Options:
    """Options that have a direction."""

    style: Literal["new", "old", "any"] = "new"
    sections: bool = False
    names: tuple[str, ...] = ()


def _silent(*_: object) -> Iterator[Any]:
    return iter(())


def said(codes: tuple[RuffCode, ...], ruff: str, options: dict[str, Any], path: str | None) -> Any:
    layer = read_ruff(ruff, f"{FOLDER}/ruff.toml", pyproject=False)
    assert layer is not None
    made = rule(id="a/b", message="m", why="w", options=Options, same_as_ruff=codes, on=(int,))(
        _silent
    )
    return [line(d) for d in deferrals(made, options, RuffSettings((layer,)), path)]


def line(deferral: Deferral) -> str:
    covers = f" for {deferral.part}" if deferral.part else ""
    against = f" against {deferral.opposite}" if deferral.opposite else ""
    return f"{deferral.code}{covers}{against} at {deferral.seen_from(FOLDER).origin}"


PLAIN: tuple[RuffCode, ...] = ("B006",)
STYLED: tuple[RuffCode, ...] = (
    SameAsRuff("UP006", options=(("style", "new"),), opposite=(("style", "old"),)),
)
SORTED: tuple[RuffCode, ...] = (
    SameAsRuff(
        "I001",
        mirrors=(("sections", "isort.force-sort-within-sections", False),),
        needs=(("isort.force-to-top", ()),),
    ),
)
PARTS: tuple[RuffCode, ...] = (
    SameAsRuff("D102", part="methods"),
    SameAsRuff("D103", part="functions"),
)
CASES: dict[str, tuple[tuple[RuffCode, ...], str, dict[str, Any], str | None, list[str]]] = {
    "not selected": (PLAIN, 'lint.select = ["E"]', {}, None, []),
    "selected": (PLAIN, '[lint]\nselect = ["E", "B"]', {}, None, ["B006 at ruff.toml:2"]),
    "each item has its line": (
        PLAIN,
        '[lint]\nselect = [\n  "B",\n  "B00",\n]',
        {},
        None,
        ["B006 at ruff.toml:4"],
    ),
    "by ruff's defaults": (("F401",), "", {}, None, ["F401 at ruff's defaults"]),
    "the same direction": (STYLED, 'lint.select = ["UP"]', {}, None, ["UP006 at ruff.toml:1"]),
    "the opposite": (
        STYLED,
        'lint.select = ["UP"]',
        {"style": "old"},
        None,
        ["UP006 against UP006 at ruff.toml:1"],
    ),
    "neither": (STYLED, 'lint.select = ["UP"]', {"style": "any"}, None, []),
    "the short form": (
        (("UP006", (("style", "new"),)),),
        'lint.select = ["UP"]',
        {"style": "old"},
        None,
        [],
    ),
    "ruff's own option agrees": (
        SORTED,
        'lint.select = ["I"]\nlint.isort.force-sort-within-sections = true',
        {"sections": True},
        None,
        ["I001 at ruff.toml:1"],
    ),
    "ruff's own option differs": (
        SORTED,
        'lint.select = ["I"]\nlint.isort.force-sort-within-sections = true',
        {},
        None,
        ["I001 against lint.isort.force-sort-within-sections at ruff.toml:2"],
    ),
    "ours differs from ruff's default": (
        SORTED,
        'lint.select = ["I"]',
        {"sections": True},
        None,
        ["I001 against lint.isort.force-sort-within-sections at ruff.toml:1"],
    ),
    "an option that we do not have": (
        SORTED,
        'lint.select = ["I"]\nlint.isort.force-to-top = ["six"]',
        {},
        None,
        ["I001 against lint.isort.force-to-top at ruff.toml:2"],
    ),
    "its default, written out": (
        SORTED,
        'lint.select = ["I"]\nlint.isort.force-to-top = []',
        {},
        None,
        ["I001 at ruff.toml:1"],
    ),
    "a part": (PARTS, 'lint.select = ["D103"]', {}, None, ["D103 for functions at ruff.toml:1"]),
    "all parts": (
        PARTS,
        'lint.select = ["D"]',
        {},
        None,
        ["D102 for methods at ruff.toml:1", "D103 for functions at ruff.toml:1"],
    ),
    "a Python that ruff does not report it for": (
        (SameAsRuff("UP007", oldest_target=(3, 10)),),
        'target-version = "py39"\nlint.select = ["UP"]',
        {},
        None,
        [],
    ),
    "one that it does": (
        (SameAsRuff("UP007", oldest_target=(3, 10)),),
        'target-version = "py310"\nlint.select = ["UP"]',
        {},
        None,
        ["UP007 at ruff.toml:2"],
    ),
    "only in preview": (
        (SameAsRuff("E111", preview=True),),
        'lint.select = ["E1"]',
        {},
        None,
        [],
    ),
    "in preview": (
        (SameAsRuff("E111", preview=True),),
        'lint.select = ["E1"]\npreview = true',
        {},
        None,
        ["E111 at ruff.toml:1"],
    ),
    "a file that ruff ignores it in": (
        PLAIN,
        'lint.select = ["B"]\nlint.per-file-ignores = { "a.py" = ["B0"] }',
        {},
        "/p/app/a.py",
        [],
    ),
    "another file": (
        PLAIN,
        'lint.select = ["B"]\nlint.per-file-ignores = { "a.py" = ["B0"] }',
        {},
        "/p/app/b.py",
        ["B006 at ruff.toml:1"],
    ),
    "words that are none": (PLAIN, 'lint.select = ["b006", "", "B0*", "XYZ"]', {}, None, []),
    "values of wrong types": (PLAIN, 'lint.select = "B"\nlint.ignore = 3', {}, "/p/a.py", []),
}


@pytest.mark.parametrize("name", CASES)
def test_deferrals(name: str) -> None:
    codes, ruff, options, path, expected = CASES[name]
    assert said(codes, ruff, options, path) == expected


UNREADABLE = {
    "no TOML": ("[lint\n", False),
    "a pyproject of others": ("[tool.black]\nruff = 1\n", True),
    "no table": ("[tool]\nruff = 3\n", True),
    "nested too deeply": ("x = " + "[" * 5_000 + "]" * 5_000, False),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_ruff_could_not_read_either_counts_as_nothing(name: str) -> None:
    text, pyproject = UNREADABLE[name]
    assert read_ruff(text, "/p/x.toml", pyproject=pyproject) is None
