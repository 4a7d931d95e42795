"""Broken text: everything outside the broken region is as it was."""

from __future__ import annotations

import pytest
from broken_files import BrokenFile, load_all

from houserules.syntax.parse import ParsedUnit, parse_unit
from houserules.syntax.problems import ProblemKind
from houserules.syntax.reparse import reparse
from houserules.syntax.tree import SyntaxTree, parse_document
from houserules.syntax.unit import Brokenness, UnitKind
from houserules.text.edits import minimal_edit

FILES = load_all()
KINDS = 15


def outside(tree: SyntaxTree, before: int, region: int) -> dict[tuple[str, int], ParsedUnit]:
    """Return the parsed items outside the region, by their distance from the nearer end."""
    size = tree.starts[-1]
    found: dict[tuple[str, int], ParsedUnit] = {}
    for index, unit in enumerate(tree.units):
        if unit.kind is UnitKind.FOOTER:
            continue
        item = tree.start(index) + unit.item_start
        if tree.start(index) + len(unit.text) <= before:
            found["start", item] = parse_unit(unit)
        elif item >= before + region:
            found["end", size - item] = parse_unit(unit)
    return found


def same(one: ParsedUnit, other: ParsedUnit | None) -> bool:
    return (
        other is not None
        and one.node is not None
        and other.node is not None
        and one.node.deep_equals(other.node)
        and one.unit.depth == other.unit.depth
    )


def survival(file: BrokenFile, broken: SyntaxTree) -> tuple[int, int]:
    expected = outside(parse_document(file.sound), len(file.before), len(file.sound_region))
    found = outside(broken, len(file.before), len(file.broken_region))
    assert set(found) <= set(expected), "a unit was invented outside the broken region"
    return sum(same(unit, found.get(place)) for place, unit in expected.items()), len(expected)


def after_the_edit(file: BrokenFile) -> SyntaxTree:
    edit = minimal_edit(file.sound, file.broken)
    assert edit is not None
    return reparse(parse_document(file.sound), file.sound, file.broken, edit)[0]


def test_there_is_a_file_for_every_kind_and_place() -> None:
    kinds = {file.name.partition("-")[0] for file in FILES}
    assert len(kinds) == KINDS
    assert {file.name for file in FILES} == {
        f"{kind}-{place}" for kind in kinds for place in ("top", "body", "end")
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_units_outside_the_broken_region_survive(file: BrokenFile) -> None:
    assert not any(parse_unit(unit).problem for unit in parse_document(file.sound).units)
    opened, edited = parse_document(file.broken), after_the_edit(file)
    assert any(parse_unit(unit).problem for unit in opened.units)
    kept, of = survival(file, opened)
    assert kept == of
    assert survival(file, edited) == (kept, of)


CUTS = {
    "x = foo(\ny = 1\n": ["x = foo(\n", "y = 1\n"],
    "x = foo(a\ny = 1\n": ["x = foo(a\n", "y = 1\n"],
    "x = foo(\ndef f(): pass\n": ["x = foo(\n", "def f(): pass\n"],
    "x = [1,\ny = 2\nz = 3\n": ["x = [1,\n", "y = 2\n", "z = 3\n"],
    "x = (1]\ny = 2\n": ["x = (1]\n", "y = 2\n"],
    "x = f'{a\ny = 1\n": ["x = f'{a\n", "y = 1\n"],
    "x = 'a\ny = 1\n": ["x = 'a\n", "y = 1\n"],
    'x = """a\ny = 1\n': ['x = """a\n', "y = 1\n"],
    'x = """a\ndef f():\n    """Doc of f."""\n': ['x = """a\n', 'def f():\n    """Doc of f."""\n'],
    "class A\n    x = 1\n": ["class A\n", "    x = 1\n"],
    "class A(\n    def f(self): pass\n": ["class A(\n", "    def f(self): pass\n"],
    "x = 1\n    y = 2\nz = 3\n": ["x = 1\n", "    y = 2\n", "z = 3\n"],
    "class A:\n    x\n  y\nz\n": ["class A:\n", "    x\n", "  y\n", "z\n"],
    "if a:\n    b\nx\nelse:\n    c\n": ["if a:\n    b\n", "x\n", "else:\n    c\n"],
}


@pytest.mark.parametrize("text", CUTS)
def test_where_broken_text_is_cut(text: str) -> None:
    assert [unit.text for unit in parse_document(text).units] == CUTS[text]


SOUND_ALTHOUGH_IT_LOOKS_BROKEN = [
    "foo(\na=1,\nb=2,\n)\n",
    "x = [\na\nfor a in b\nif c\n]\n",
    "x = (a\nif b\nelse c)\n",
    "with (open(a) as b,\nopen(c) as d):\n    pass\n",
    'x = ("a"\nf"b"\nr"c")\n',
    'x = """\ndef f():\n    pass\n"""\ny = 1\n',
    'def f():\n    """Doc.\n\n    import this\n    """\n    return 1\n',
    'x = """a\n""" % b\nprint (c)\n',
    "x = {\n# word word\n'a': 1}\n",
    "foo(a, # word\n    # more words\nb)\n",
    'x = """a\nb""" in c\n',
]


@pytest.mark.parametrize("text", SOUND_ALTHOUGH_IT_LOOKS_BROKEN)
def test_sound_text_is_not_taken_for_broken(text: str) -> None:
    assert not any(parse_unit(unit).problem for unit in parse_document(text).units)


def test_a_misplaced_item_is_never_parsed() -> None:
    tree = parse_document("class A:\n    x = 1\n    y = 2\n  z = 3\n")
    assert tree.units[3].flaw is Brokenness.BAD_DEDENT
    parsed = parse_unit(tree.units[3])
    assert parsed.node is None
    assert parsed.problem is not None
    assert parsed.problem.kind is ProblemKind.SYNTAX
    assert parsed.problem.span == (2, 7)


def test_the_first_member_gives_way_to_a_later_line_left_of_it() -> None:
    tree = parse_document("class A:\n        x = 1\n    y = 2\n")
    assert [unit.flaw for unit in tree.units] == [None, Brokenness.STRAY_INDENT, None]
    assert tree.units[0].body_indent == "    "
