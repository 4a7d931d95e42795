"""The block list and the renderer against a plain re-computation from the whole text."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from houserules.host.protocol import Finding
from houserules.lsp.block_list import BlockList
from houserules.lsp.blocks import Block
from houserules.lsp.convert import lsp_range
from houserules.lsp.editor import Editor
from houserules.lsp.rendering import DiagnosticRenderer
from houserules.text.lines import Encoding, Position
from houserules.text.span import Span

URI = "file:///a%20b.py"
ALPHABET = ["x", "é", "😀", "\f", "\u2028", "\x85", "\t", " ", "%d", "%"]
BREAKS = ["\n", "\r\n", "\r"]


def naive_position(text: str, offset: int, encoding: Encoding) -> Position:
    """Walk the text; only the three line ends of LSP count."""
    line = column = i = 0
    while i < offset:
        two = text[i : i + 2]
        if two == "\r\n" or text[i] in "\r\n":
            step = 2 if two == "\r\n" else 1
            line, column, i = line + 1, 0, i + step
            continue
        width = {
            Encoding.UTF8: len(text[i].encode()),
            Encoding.UTF16: len(text[i].encode("utf-16-le")) // 2,
            Encoding.UTF32: 1,
        }
        column += width[encoding]
        i += 1
    return Position(line, column)


class Model:
    """Blocks as (text, findings), and everything computed from their joined text."""

    def __init__(self, rng: random.Random, encoding: Encoding) -> None:
        self.rng = rng
        self.encoding = encoding
        self.blocks: list[tuple[str, list[Finding]]] = []

    def random_block(self) -> tuple[str, list[Finding]]:
        rng = self.rng
        lines = [
            "".join(rng.choices(ALPHABET, k=rng.randrange(6))) + "|" + rng.choice(BREAKS)
            for _ in range(rng.randrange(1, 4))
        ]
        text = "".join(lines)
        insides = [i for i, c in enumerate(text) if c not in "\r\n"]
        findings: list[Finding] = []
        for _ in range(rng.randrange(3)):
            start, end = sorted(rng.choices(insides, k=2))
            finding: Finding = {
                "span": [start, end],
                "rule": rng.choice(["a/b", "c/d"]),
                "message": "100% %s \u2028 😀",
                "severity": rng.randrange(1, 5),
                "tags": rng.choice([[], [1], [1, 2]]),
                "related": rng.choice([[], [{"span": [insides[0], start], "message": "%d"}]]),
            }
            findings.append(finding)
        return text, findings

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.blocks)

    def diagnostics(self) -> list[dict[str, Any]]:
        text, start, expected = self.text, 0, []
        for block_text, findings in self.blocks:
            for finding in findings:
                item: dict[str, Any] = {
                    "range": self.range(text, start, finding["span"]),
                    "severity": finding["severity"],
                    "code": finding["rule"],
                    "codeDescription": {"href": f"file:///pages/{finding['rule']}%20.md"},
                    "source": "houserules",
                    "message": finding["message"],
                }
                if finding.get("tags"):
                    item["tags"] = finding["tags"]
                if finding.get("related"):
                    item["relatedInformation"] = [
                        {
                            "location": {"uri": URI, "range": self.range(text, start, r["span"])},
                            "message": r["message"],
                        }
                        for r in finding["related"]
                    ]
                item["data"] = {"rule": finding["rule"], "fix": None}
                expected.append(item)
            start += len(block_text)
        return expected

    def range(self, text: str, start: int, span: list[int]) -> dict[str, Any]:
        first, last = (naive_position(text, start + offset, self.encoding) for offset in span)
        return lsp_range(first, last)


@pytest.mark.parametrize("chunk", [1, 2, 64])
@pytest.mark.parametrize("encoding", list(Encoding))
def test_random_splices(encoding: Encoding, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("houserules.lsp.block_list._CHUNK", chunk)
    seed = random.randrange(1 << 30)
    print("seed", seed)
    rng = random.Random(seed)
    model, blocks = Model(rng, encoding), BlockList()
    editor = Editor(
        encoding=encoding,
        code_description=True,
        related_information=True,
        diagnostic_tags=frozenset({1, 2}),
    )
    renderer = DiagnosticRenderer(URI, editor, lambda rule: f"file:///pages/{rule}%20.md")
    for _ in range(60):
        start = rng.randrange(len(model.blocks) + 1)
        removed = rng.randrange(min(3, len(model.blocks) - start) + 1)
        new = [model.random_block() for _ in range(rng.randrange(4))]
        model.blocks[start : start + removed] = new
        blocks.splice(
            start,
            removed,
            [Block(len(t), newlines(t), f"f{hash(t)}", findings) for t, findings in new],
        )
        text = model.text
        assert blocks.length == len(text)
        assert json.loads(f"[{blocks.json(text, renderer)}]") == model.diagnostics()
        check_touching(rng, model, blocks)
        for place, expected in zip(blocks.places(), model.diagnostics(), strict=True):
            assert json.loads(blocks.json_of(place, text, renderer)) == expected


def newlines(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1


def check_touching(rng: random.Random, model: Model, blocks: BlockList) -> None:
    length = len(model.text)
    start, end = sorted((rng.randrange(length + 1), rng.randrange(length + 1)))
    wanted, at, expected = Span(start, end), 0, []
    for text, findings in model.blocks:
        spans = [Span(at + f["span"][0], at + f["span"][1]) for f in findings]
        expected += [span for span in spans if span.start <= end and start <= span.end]
        at += len(text)
    assert [place.span for place in blocks.touching(wanted)] == expected


@pytest.mark.parametrize("line_end", BREAKS)
def test_related_place_in_another_block(line_end: str) -> None:
    text = line_end.join(["😀first", "second", "third", "fourth", ""])
    start = text.index("third")
    related = [(text.index("first"), "before"), (text.index("fourth") + 1, "behind")]
    finding: Finding = {
        "span": [0, 5],
        "rule": "a/b",
        "message": "m",
        "severity": 2,
        "related": [
            {"span": [at - start, at - start + 1], "message": message} for at, message in related
        ],
    }
    blocks = BlockList()
    blocks.splice(0, 0, [Block(start, 2, "", []), Block(len(text) - start, 2, "f", [finding])])
    renderer = DiagnosticRenderer(URI, Editor(related_information=True), lambda rule: None)
    [diagnostic] = json.loads(f"[{blocks.json(text, renderer)}]")
    places = [item["location"]["range"]["start"] for item in diagnostic["relatedInformation"]]
    assert places == [{"line": 0, "character": 2}, {"line": 3, "character": 1}]


def test_splice_beyond_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no blocks"):
        BlockList().splice(0, 1, [])


def test_find_prefers_the_nearest_of_equal_units() -> None:
    blocks = BlockList()
    blocks.splice(0, 0, [Block(10, 1, "same", []), Block(5, 1, "b", []), Block(10, 1, "same", [])])
    found = blocks.find("same", 2)
    assert found is not None
    assert found[:2] == (2, 15)
    assert blocks.find("other", 0) is None


def test_render_leaves_out_what_the_client_cannot_show() -> None:
    finding: Finding = {
        "span": [0, 1],
        "rule": "a/b",
        "message": "m",
        "severity": 2,
        "tags": [1],
        "related": [{"span": [0, 1], "message": "r"}],
    }
    renderer = DiagnosticRenderer(URI, Editor(), lambda rule: "file:///page")
    [(template, lines)] = renderer.render("x\n", 0, [finding])
    rendered = json.loads(template % lines)
    assert not {"tags", "relatedInformation", "codeDescription"} & rendered.keys()
