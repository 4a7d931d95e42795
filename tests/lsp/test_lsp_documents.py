"""Text synchronisation: what an editor sends against what a plain model of its text says."""

from __future__ import annotations

import random

import pytest
from fake_editor import insertion, span
from pygls.exceptions import JsonRpcInvalidParams
from test_lsp_blocks import naive_position

from houserules.lsp.documents import Documents, OpenDocument, Role
from houserules.text.lines import Encoding

PIECES = ["x", "ab", "é", "😀", "\f", "\u2028", "\x85", "\n", "\r\n", "\r", "\n\n", ""]


def opened(text: str, uri: str = "file:///a.py", language: str = "python") -> OpenDocument:
    return Documents().open(uri, language, 1, text)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_random_edits(encoding: Encoding) -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)
    rng = random.Random(seed)
    documents = Documents()
    document = documents.open("file:///a.py", "python", 0, "x = 1\n")
    text = "x = 1\n"
    for version in range(1, 300):
        before, changes = text, []
        for _ in range(rng.randrange(1, 4)):
            # An editor never puts a position between \r and \n.
            offsets = [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n"]
            start, end = sorted(rng.choices(offsets[-80:], k=2))
            new = "".join(rng.choices(PIECES, k=rng.randrange(4)))
            places = [naive_position(text, offset, encoding) for offset in (start, end)]
            changes.append({"range": span(*places), "text": new})
            text = text[:start] + new + text[end:]
        edits = documents.change(document, version, changes, encoding)
        assert document.document.text == text
        assert not document.suspect
        for first, last, new in edits:
            before = before[:first] + new + before[last:]
        assert before == text


def test_all_changes_or_none() -> None:
    documents = Documents()
    document = documents.open("file:///a.py", "python", 1, "abc\n")
    good, bad = insertion(0, 0, "x"), {"range": span((0, -1), (0, 0)), "text": ""}
    with pytest.raises(JsonRpcInvalidParams):
        documents.change(document, 2, [good, bad], Encoding.UTF16)
    assert (document.document.text, document.version) == ("abc\n", 1)


SUSPECT = {
    "reversed range": (2, {"range": span((0, 3), (0, 1)), "text": "Z"}, "aZ\n"),
    "same version": (1, insertion(0, 0, "Z"), "Zabc\n"),
    "older version": (0, insertion(0, 0, "Z"), "Zabc\n"),
    "far past the end": (2, insertion(9, 0, "Z"), "abc\nZ"),
}


@pytest.mark.parametrize("name", SUSPECT)
def test_suspect_until_the_whole_text_comes(name: str) -> None:
    version, change, text = SUSPECT[name]
    documents = Documents()
    document = documents.open("file:///a.py", "python", 1, "abc\n")
    documents.change(document, version, [change], Encoding.UTF16)
    assert document.suspect
    assert document.document.text == text
    assert documents.restate(document, "new\n")
    assert not document.suspect
    assert document.document.text == "new\n"


def test_revisions_grow_across_reopening() -> None:
    documents = Documents()
    first = documents.open("file:///a.py", "python", 7, "")
    documents.change(first, 9, [{"text": "x"}], Encoding.UTF16)
    documents.close(first.uri)
    assert documents.open("file:///a.py", "python", 0, "").revision > first.revision


ROLES = [
    ("file:///a.py", "python", Role.PYTHON),
    ("untitled:Untitled-1", "python", Role.PYTHON),
    ("file:///a.py", "Python", Role.PYTHON),
    ("git:/a.py?ref", "python", Role.OTHER),
    ("gitlens:/a.py", "python", Role.OTHER),
    ("file:///x/pyproject.toml", "toml", Role.SETTINGS),
    ("file:///x/houserules.toml", "plaintext", Role.SETTINGS),
    ("git:/x/pyproject.toml", "toml", Role.OTHER),
    ("file:///a.js", "javascript", Role.OTHER),
]


@pytest.mark.parametrize(("uri", "language", "role"), ROLES)
def test_role(uri: str, language: str, role: Role) -> None:
    assert opened("", uri, language).role is role
