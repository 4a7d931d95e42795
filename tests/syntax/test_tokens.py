"""Tokens and comments of sound and broken text."""

from __future__ import annotations

import io
import tokenize as reference

import pytest
from samples import standard_library

from houserules.syntax.parse import parse_unit
from houserules.syntax.tokens import comments, logical_lines, tokenize
from houserules.syntax.tree import parse_document


def tokens(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, text[slice(*token.span)]) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", [("name", "x")]),
        ("x+=1", [("name", "x"), ("op", "+="), ("number", "1")]),
        ("a.b", [("name", "a"), ("op", "."), ("name", "b")]),
        ("1.5e-3j .5", [("number", "1.5e-3j"), ("number", ".5")]),
        ("rb'a' f\"{x['k']}\"", [("string", "rb'a'"), ("string", "f\"{x['k']}\"")]),
        ('if"a":', [("name", "if"), ("string", '"a"'), ("op", ":")]),
        (
            "é = '''a\nb''' # c",
            [("name", "é"), ("op", "="), ("string", "'''a\nb'''"), ("comment", "# c")],
        ),
        ("'a\nb", [("string", "'a"), ("name", "b")]),
        ("$?", [("op", "$"), ("op", "?")]),
        ("...->:=", [("op", "..."), ("op", "->"), ("op", ":=")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize("path", standard_library(8), ids=lambda path: path.stem)
def test_tokens_are_those_of_the_tokenizer(path) -> None:
    text = path.read_text(encoding="utf-8")
    ours = [token for line in logical_lines(text) for token in line.tokens]
    kinds = (reference.NAME, reference.NUMBER, reference.STRING, reference.OP, reference.COMMENT)
    theirs = [
        token.string
        for token in reference.generate_tokens(io.StringIO(text).readline)
        if token.type in kinds
    ]
    assert [text[slice(*token.span)] for token in ours] == theirs


def test_logical_lines_of_broken_text() -> None:
    text = "class A(\n    def f(self, x\n        return x  # c\n\nfrom a import (b,\n"
    lines = list(logical_lines(text))
    assert [text[line.start : line.end] for line in lines] == [
        "class A(\n",
        "    def f(self, x\n",
        "        return x  # c\n",
        "from a import (b,\n",
    ]
    assert [line.indent_column for line in lines] == [0, 4, 8, 0]


def test_comments_of_units() -> None:
    text = "# a\nx = '#'  # b\nif x:\n    # c\n    y = [  # d\n        1,  # e\n        # f\n    ]\n    # g\n"
    tree = parse_document(text)
    found = [
        (comment.text, comment.own_line, tree.start(index) + comment.span.start)
        for index, unit in enumerate(tree.units)
        for comment in parse_unit(unit).comments
    ]
    own = {"# a": True, "# b": False, "# c": True, "# d": False, "# e": False}
    own |= {"# f": True, "# g": True}
    assert found == [(comment, flag, text.index(comment)) for comment, flag in own.items()]


def test_comments_of_broken_text() -> None:
    text = "x = (1,  # a\ny = 2  # b\nz = 'c # d\n"
    assert [comment.text for comment in comments(text)] == ["# a", "# b"]


@pytest.mark.parametrize("path", standard_library(8), ids=lambda path: path.stem)
def test_comments_are_those_of_the_tokenizer(path) -> None:
    text = path.read_text(encoding="utf-8")
    theirs = [
        token.string
        for token in reference.generate_tokens(io.StringIO(text).readline)
        if token.type == reference.COMMENT
    ]
    assert [comment.text for comment in comments(text)] == theirs
    units = [parse_unit(unit) for unit in parse_document(text).units]
    assert [comment.text for parsed in units for comment in parsed.comments] == theirs
