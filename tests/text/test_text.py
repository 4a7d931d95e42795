"""Lines, positions, documents and edits, against a plain recomputation."""

from __future__ import annotations

import random
import re
import time
from itertools import pairwise

import pytest

from houserules.text.document import Document
from houserules.text.edit_script import edit_script
from houserules.text.edits import OverlappingEdits, apply_edits, composed, gathered, minimal_edit
from houserules.text.lines import Encoding, LineIndex, Position
from houserules.text.span import Span, TextEdit

ALPHABET = ["a", "é", "😀", "\n", "\r", "\r\n", "\f", "\u2028", " ", "x = 1\n"]


def starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def index_starts(index: LineIndex) -> list[int]:
    return [index.line_start(line) for line in range(index.line_count)]


def random_text(rng: random.Random, size: int) -> str:
    return "".join(rng.choice(ALPHABET) for _ in range(size))


def check_index(text: str, index: LineIndex) -> None:
    expected = starts(text)
    assert index_starts(index) == expected
    assert index.length == len(text)
    lines = re.split(r"\r\n|\r|\n", text)
    assert [text[slice(*index.line_span(n))] for n in range(index.line_count)] == lines


@pytest.mark.parametrize("seed", range(20))
def test_edited_index_equals_a_fresh_one(seed: int) -> None:
    print("seed", seed)
    rng = random.Random(seed)
    document = Document.of("file:///a.py", 0, random_text(rng, rng.choice([0, 5, 3000])))
    for version in range(60):
        start = rng.randint(0, len(document.text))
        end = min(len(document.text), start + rng.choice([0, 0, 1, 2, 900]))
        edit = TextEdit(Span(start, end), random_text(rng, rng.choice([0, 1, 2, 700])))
        document = document.edited([edit], version)
        check_index(document.text, document.lines)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_positions_go_there_and_back(encoding: Encoding) -> None:
    text = "aé😀b\r\nx\ry\u2028z\n\f\n😀"
    index = LineIndex.of(text)
    for offset in range(len(text) + 1):
        line = index.line_of(offset)
        start, end = index.line_span(line)
        inside = text[start : min(offset, end)]
        width = {
            Encoding.UTF8: len(inside.encode()),
            Encoding.UTF16: len(inside.encode("utf-16-le")) // 2,
            Encoding.UTF32: len(inside),
        }[encoding]
        position = index.position(text, offset, encoding)
        assert position == Position(line, width)
        assert index.offset(text, position, encoding) == min(offset, end)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (Position(0, 99), 2),
        (Position(99, 0), 4),
        (Position(-1, 5), 0),
        (Position(0, -5), 0),
        (Position(1, 1), 4),
        (Position(1, 2), 4),
    ],
)
def test_positions_past_an_end_are_clamped(position: Position, expected: int) -> None:
    text = "ab\n😀"
    assert LineIndex.of(text).offset(text, position, Encoding.UTF16) == expected


def test_edits_of_a_document_apply_one_after_the_other() -> None:
    document = Document.of("file:///a.py", 1, "abc\n")
    edits = [TextEdit(Span(0, 1), ""), TextEdit(Span(0, 1), "xx\n")]
    edited = document.edited(edits, 2)
    assert (edited.text, edited.version, edited.lines.line_count) == ("xx\nc\n", 2, 3)


def test_edits_of_a_baseline_apply_in_any_order() -> None:
    edits = [TextEdit(Span(3, 4), "D"), TextEdit(Span(0, 1), "A"), TextEdit(Span(1, 1), "!")]
    assert apply_edits("abcd", edits) == "A!bcD"


@pytest.mark.parametrize(
    "edits",
    [
        [TextEdit(Span(0, 2), ""), TextEdit(Span(1, 3), "")],
        [TextEdit(Span(1, 1), "a"), TextEdit(Span(1, 1), "b")],
    ],
)
def test_overlapping_edits_are_refused(edits: list[TextEdit]) -> None:
    with pytest.raises(OverlappingEdits):
        apply_edits("abcd", edits)


def test_an_edit_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        apply_edits("ab", [TextEdit(Span(1, 9), "")])


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ("abc", "abc", None),
        ("aXc", "aYYc", TextEdit(Span(1, 2), "YY")),
        ("aa", "aaa", TextEdit(Span(2, 2), "a")),
        ("abab", "ab", TextEdit(Span(2, 4), "")),
        ("", "x", TextEdit(Span(0, 0), "x")),
    ],
)
def test_minimal_edit(old: str, new: str, edit: TextEdit | None) -> None:
    assert minimal_edit(old, new) == edit


def test_spans() -> None:
    span = Span(2, 5)
    assert (span.length, span.contains(2), span.contains(5)) == (3, True, False)
    assert (span.touches(Span(5, 6)), span.touches(Span(6, 7))) == (True, False)
    assert span.shifted(3) == Span(5, 8)


def test_an_edit_script_is_nearly_linear() -> None:
    """Long texts that differ at both ends, alike or with lines of their own in between."""
    started = time.perf_counter()
    alike = "x\n" + "    pass\n" * 20_000 + "y\n"
    own = "x\n" + "".join(f"    line {n}\n    pass\n" for n in range(10_000)) + "y\n"
    for old in (alike, own):
        new = old.replace("x", "z").replace("y", "w").replace("line 77\n", "row 77\n")
        assert apply_edits(old, edit_script(old, new)) == new
    script = edit_script(own, own.replace("x", "z").replace("y", "w").replace("line 77\n", "row\n"))
    assert [e.text for e in script] == ["z", "row", "w"]
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("seed", range(300))
def test_edit_scripts_and_composed_edits(seed: int) -> None:
    """Whatever the texts: a script leads from one to the other, and scripts compose."""
    rng = random.Random(seed)
    lines = ["a\n", "b\n", "\r\n", "c\r", "", "d", "é\n"]
    texts = ["".join(rng.choices(lines, k=rng.randrange(12))) for _ in range(3)]
    first, second = edit_script(*texts[:2]), edit_script(*texts[1:])
    assert apply_edits(texts[0], first) == texts[1]
    assert apply_edits(texts[0], composed(texts[1], first, second)) == texts[2]
    other = _random_edits(rng, texts[1])
    near = gathered(texts[1], other, gap=1)
    assert apply_edits(texts[1], near) == apply_edits(texts[1], other)
    assert all(b.span.start - a.span.end > 1 for a, b in pairwise(near))
    both = composed(texts[1], first, other)
    assert apply_edits(texts[0], both) == apply_edits(texts[1], other)


def _random_edits(rng: random.Random, text: str) -> list[TextEdit]:
    places = sorted(rng.sample(range(len(text) + 1), min(4, len(text) + 1)))
    spans = zip(places[::2], places[1::2], strict=False)
    return [TextEdit(Span(a, b), rng.choice(["", "x", "xy\n"])) for a, b in spans]
