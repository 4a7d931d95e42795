"""Units lose nothing: joined they are the text, assembled they are LibCST's module."""

from __future__ import annotations

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from samples import SNIPPETS, standard_library

from houserules.syntax.assemble import BrokenUnit, assemble
from houserules.syntax.cache import ParseCache, ScanCache
from houserules.syntax.parse import parse_unit
from houserules.syntax.ptr import NodePtr, resolve
from houserules.syntax.tree import SyntaxTree, parse_document
from houserules.syntax.unit import UnitKind
from houserules.text.lines import LineIndex, Position

SOURCES = [
    *(pytest.param(text, id=name) for name, text in SNIPPETS.items()),
    *(pytest.param(path.read_text(encoding="utf-8"), id=path.stem) for path in standard_library()),
]
SMALL_SOURCES = SOURCES[: len(SNIPPETS) + 8]


@pytest.mark.parametrize("text", SOURCES)
def test_the_assembled_module_is_the_parsed_one(text: str) -> None:
    tree = parse_document(text)
    assert "".join(unit.text for unit in tree.units) == text
    whole = cst.parse_module(text)
    assert whole.code == text
    assert assemble(tree, parse_unit).deep_equals(whole)


@pytest.mark.parametrize("text", SMALL_SOURCES)
def test_spans_are_those_of_the_position_provider(text: str) -> None:
    tree = parse_document(text)
    # Not from a cache: units that read alike would share their nodes.
    results = {unit: parse_unit(unit) for unit in tree.units}
    module = assemble(tree, results.__getitem__)
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    lines = LineIndex.of(text)
    compared = 0
    for index, unit in enumerate(tree.units):
        parsed = results[unit]
        for node, span in parsed.spans.items():
            if node not in positions:  # rebuilt by the assembly: classes, the first statement
                continue
            place = positions[node]
            start, end = (
                lines.offset(text, Position(point.line - 1, point.column))
                for point in (place.start, place.end)
            )
            offset = tree.start(index)
            if place.end.line <= lines.line_count:
                assert (start, end) == (offset + span.start, offset + span.end), node
            compared += 1
    assert compared > 0 or not text.strip() or text.startswith("#")


def test_a_node_is_found_again_by_its_pointer() -> None:
    tree = parse_document("class A:\n    # c\n    def f(self, x): return x.y + x\n")
    parsed = parse_unit(tree.units[1])
    again = parse_unit(tree.units[1])
    for node in parsed.nodes_at(parsed.unit.text.index("x.y")):
        ptr = NodePtr.of(parsed, node)
        found = resolve(again, ptr)
        assert found is not None
        assert found.deep_equals(node) or again.span(found) == ptr.span
    assert resolve(again, NodePtr("Name", parsed.span(parsed.node))) is None


def test_nodes_at_lists_the_outermost_first() -> None:
    parsed = parse_unit(parse_document("x = a.b\n").units[0])
    kinds = [type(node).__name__ for node in parsed.nodes_at(4)]
    assert kinds == ["SimpleStatementLine", "Assign", "Attribute", "Name"]


def test_the_span_of_a_class_header_ends_with_the_unit() -> None:
    parsed = parse_unit(parse_document("class A(B):\n    x = 1\n").units[0])
    assert isinstance(parsed.node, cst.ClassDef)
    assert parsed.span(parsed.node) == (0, len(parsed.unit.text))
    assert parsed.span(parsed.node.name) == (6, 7)


def test_a_tree_with_a_broken_unit_is_not_assembled() -> None:
    with pytest.raises(BrokenUnit):
        assemble(parse_document("x = \n"), parse_unit)


def shape(tree: SyntaxTree) -> list[tuple[str, int, str]]:
    return [(unit.kind.value, unit.depth, unit.text) for unit in tree.units]


def test_units_of_a_class_are_its_header_its_members_and_its_footer() -> None:
    tree = parse_document(
        "import a\n\nclass A:\n    x = 1\n\n    class B:\n        y = 2\n    # c\n# d\n"
    )
    assert shape(tree) == [
        ("statement", 0, "import a\n"),
        ("class_header", 0, "\nclass A:\n"),
        ("statement", 1, "    x = 1\n"),
        ("class_header", 1, "\n    class B:\n"),
        ("statement", 2, "        y = 2\n"),
        ("footer", 1, "    # c\n"),
        ("footer", 0, "# d\n"),
    ]
    assert [tree.start(index) for index in range(7)] == [0, 9, 19, 29, 43, 57, 65]
    assert tree.members(1) == range(2, 6)
    assert tree.direct_members(1) == (2, 3)
    assert tree.members(0) == range(1, 1)
    assert tree.enclosing(4) == (tree.units[1], tree.units[3])
    assert tree.enclosing(6) == ()
    assert tree.index_at(0) == 0
    assert tree.index_at(9) == 1
    assert tree.index_at(len(tree.text)) == 6


def test_classes_inside_other_statements_are_not_cut() -> None:
    tree = parse_document(
        "if x:\n    class A:\n        y = 1\ndef f():\n    class B:\n        z = 1\n"
    )
    assert [unit.kind for unit in tree.units] == [UnitKind.STATEMENT, UnitKind.STATEMENT]


def test_equal_units_have_equal_keys_and_fingerprints() -> None:
    one, other = (parse_document("import a\nx = 1\n").units[1] for _ in range(2))
    assert one is not other
    assert (one.key, one.fingerprint) == (other.key, other.fingerprint)
    crlf = parse_document("import a\r\nx = 1\n").units[1]
    assert crlf.text == one.text
    assert crlf.fingerprint != one.fingerprint


def test_the_cache_parses_again_what_it_dropped() -> None:
    first, second = parse_document("x = 1\ny = 2\n").units
    cache = ParseCache(max_characters=8)
    parsed = cache.parse(first)
    assert cache.parse(first) is parsed
    cache.parse(second)
    assert cache.parse(first) is not parsed


def test_a_second_scan_finds_the_first_units_and_the_one_it_stands_at() -> None:
    units = parse_document("".join(f"a{n} = {n}\n" for n in range(8))).units
    cache = ScanCache(max_characters=4 * len(units[0].text))
    scans: list[list[int]] = []
    for _ in range(2):
        parsed = [cache.parse(unit) for unit in units for _ in range(2)]
        assert parsed[::2] == parsed[1::2], "a unit is asked for several times in a row"
        scans.append([id(p) for p in parsed[::2]])
        kept = parsed
    assert [a == b for a, b in zip(*scans, strict=True)] == [True] * 3 + [False] * 5
    assert kept
    cache.clear()
    assert cache.parse(units[0]) is not kept[0]
