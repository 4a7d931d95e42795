"""Bytes to text and back, without losing one."""

from __future__ import annotations

import codecs

import pytest

from houserules.workspace.source import LARGEST_FILE, UnreadableSource, decode_source

SOUND = [
    pytest.param(b"", "utf-8", False, id="empty"),
    pytest.param("é = 1\n".encode(), "utf-8", False, id="utf-8"),
    pytest.param(codecs.BOM_UTF8 + b"x = 1\n", "utf-8", True, id="a byte order mark"),
    pytest.param(b"# coding: latin-1\n\xe9 = 1\n", "iso-8859-1", False, id="latin-1"),
    pytest.param(b"#!/x\n# -*- coding: cp1252 -*-\n\x80\n", "cp1252", False, id="second line"),
    pytest.param(b"x = 1\r\ny = 2\rz\n", "utf-8", False, id="mixed newlines"),
    pytest.param(b"x = '\x00'\n", "utf-8", False, id="NUL"),
    pytest.param(b"\x0cx = 1\x1c\n", "utf-8", False, id="form feed and file separator"),
]


@pytest.mark.parametrize(("data", "encoding", "bom"), SOUND)
def test_there_and_back(data: bytes, encoding: str, bom: bool) -> None:
    source = decode_source(data)
    assert (source.encoding, source.bom) == (encoding, bom)
    assert not source.text.startswith("\ufeff")
    assert source.encode(source.text) == data


UNREADABLE = [
    pytest.param(b"x = 1\n\xff\n", 2, "cannot be decoded as utf-8", id="bytes that are not utf-8"),
    pytest.param(b"# coding: klingon\n", 1, "klingon", id="unknown encoding"),
    pytest.param(codecs.BOM_UTF8 + b"# coding: latin-1\n", 1, "decoded", id="BOM against coding"),
    pytest.param(b"#" * (LARGEST_FILE + 1), None, "larger than 10 MiB", id="huge"),
]


@pytest.mark.parametrize(("data", "line", "message"), UNREADABLE)
def test_unreadable(data: bytes, line: int | None, message: str) -> None:
    with pytest.raises(UnreadableSource, match=message) as raised:
        decode_source(data)
    assert raised.value.line == line
