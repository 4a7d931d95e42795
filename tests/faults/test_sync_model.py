"""Text synchronisation against an independent model: random changes, all line ends, three encodings.

`HOUSERULES_EDITS` says how many changes, `HOUSERULES_SEED` which (`make soak`).
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from houserules.lsp.documents import Documents
from houserules.text.lines import Encoding
from tests.faults.client import PRODUCT, Server
from tests.faults.reference_text import ReferenceText
from tests.faults.steps import Text, change, opening

EDITS = int(os.environ.get("HOUSERULES_EDITS", "20000"))
SEED = int(os.environ.get("HOUSERULES_SEED", "0")) or random.SystemRandom().randrange(10**9)
ENCODINGS = ("utf-8", "utf-16", "utf-32")
# More than a chunk of the line index holds.
LONG = "".join(f"x{number} = 'é😀'\n" for number in range(700))

PIECES = (
    *("x", "ab = 1", "é", "😀", "e\u0301", "👩\u200d👧", "\ufeff", "\0", "\t", " ", "\ud800", "\udc00"),
    *("\n", "\r\n", "\r", "\n\n", "\r\r", "\n\r", "\f", "\v", "\x1c", "\x1e", "\x85", "\u2028", "\u2029"),
)  # fmt: skip
Record = Callable[[str, object], None]


def text_of(rng: random.Random) -> str:
    text = "".join(rng.choices(PIECES, k=rng.choice((0, 1, 1, 2, 3, 12))))
    # Two halves that meet are one character to UTF-16 and two to Python: no client sends that.
    return text.replace("\ud800\udc00", "")


class Model:
    """A document of the product and the same one as the reference has it."""

    def __init__(self, text: str, encoding: str) -> None:
        self.encoding = encoding
        self.documents = Documents()
        self.document = self.documents.open("file:///m.py", "python", 0, text)
        self.reference = ReferenceText(text)
        self.version = 0
        self.edits = 0

    def change(self, changes: list[dict[str, Any]]) -> None:
        """Send one notification to both, and see that they hold the same text."""
        before = self.document.document.text
        self.version += 1
        wire = self.documents.change(self.document, self.version, changes, Encoding(self.encoding))
        self.reference.update(changes, self.encoding)
        self.edits += len(changes)
        text = self.document.document.text
        assert text == self.reference.text, ascii((before, changes, self.encoding))
        # What the host is told makes the same text of the one it had.
        for start, end, new in wire:
            before = before[:start] + new + before[end:]
        assert before == text, ascii((changes, self.encoding))

    def random_changes(self, rng: random.Random, count: int) -> list[dict[str, Any]]:
        """Changes that fit no particular text: columns in characters, past ends, reversed."""
        if rng.random() < 0.03:
            return [{"text": text_of(rng) + rng.choice(("", LONG[: rng.randrange(len(LONG))]))}]
        lines = self.document.document.lines.line_count
        changes: list[dict[str, Any]] = []
        for _ in range(count):
            first = rng.randrange(lines + 2)
            last = first if rng.random() < 0.7 else min(first + rng.randrange(4), lines + 1)
            places = [
                {"line": line, "character": rng.choice((0, 1, 2, 3, 4, 5, 7, 9, 15, 10**6))}
                for line in (first, last)
            ]
            if rng.random() < 0.9:
                places.sort(key=lambda p: (p["line"], p["character"]))
            changes.append({"range": {"start": places[0], "end": places[1]}, "text": text_of(rng)})
        return changes


def unpaired(text: str) -> bool:
    """Whether no two halves of a pair stand side by side, which no client can have."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") == text


class Synchronisation(RuleBasedStateMachine):
    """One document from `didOpen` on."""

    @initialize(
        seed=st.integers(0, 2**32),
        encoding=st.sampled_from(ENCODINGS),
        long=st.booleans(),
    )
    def open(self, seed: int, encoding: str, long: bool) -> None:
        self.rng = random.Random(seed)
        self.model = Model(LONG if long else text_of(self.rng), encoding)

    @rule(seed=st.integers(0, 2**32), count=st.integers(0, 4))
    def change(self, seed: int, count: int) -> None:
        self.model.change(whole(self.model, random.Random(seed), count))

    @rule(text=st.text(st.sampled_from("a\r\n😀é\u2028\f"), max_size=12))
    def replace(self, text: str) -> None:
        self.model.change([{"text": text}])

    @rule(
        line=st.integers(0, 12),
        column=st.integers(0, 12),
        lines=st.integers(0, 2),
        text=st.text(st.sampled_from("a\r\n😀é\u2028\f"), max_size=3),
    )
    def type(self, line: int, column: int, lines: int, text: str) -> None:
        start, end = (
            {"line": line, "character": column},
            {"line": line + lines, "character": column},
        )
        self.model.change([{"range": {"start": start, "end": end}, "text": text}])

    @invariant()
    def lines_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        document = self.model.document.document
        assert document.lines.line_count == len(self.model.reference.lines())
        assert document.lines.length == len(document.text)


def whole(model: Model, rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Random changes that leave no two halves of a surrogate pair side by side."""
    while True:
        changes = model.random_changes(rng, count)
        if all(map(unpaired, texts_after(model, changes))):
            return changes


def texts_after(model: Model, changes: list[dict[str, Any]]) -> Iterator[str]:
    """The text after each of the changes of one notification."""
    documents = Documents()
    document = documents.open("x", "python", 0, model.document.document.text)
    for version, change_ in enumerate(changes, 1):
        documents.change(document, version, [change_], Encoding(model.encoding))
        yield document.document.text


TestSynchronisation = Synchronisation.TestCase
TestSynchronisation.settings = settings(
    max_examples=max(EDITS // 400, 10),
    stateful_step_count=40,
    deadline=None,
    derandomize=False,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_random_changes(encoding: str, record_property: Record) -> None:
    print(f"HOUSERULES_SEED={SEED} HOUSERULES_EDITS={EDITS}")
    rng = random.Random(f"{SEED} {encoding}")
    edits = 0
    while edits < EDITS // len(ENCODINGS):
        text = text_of(rng) if rng.random() < 0.97 else LONG
        model = Model(text, encoding)
        for _ in range(200):
            model.change(whole(model, rng, rng.choice((1, 1, 1, 2, 5))))
        edits += model.edits
    record_property("figure", f"{edits} edits in {encoding}, seed {SEED}, 0 mismatches")


@pytest.mark.skipif(sys.platform == "win32", reason="the client of the tests is for POSIX")
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_random_changes_over_the_wire(encoding: str, tmp_path: Path) -> None:
    """The host's text is the editor's after bursts of changes."""
    print(f"HOUSERULES_SEED={SEED} HOUSERULES_EDITS={EDITS}")
    rng = random.Random(f"{SEED} wire {encoding}")
    uri = "file:///w/m.py"
    server = await Server.start(PRODUCT, tmp_path)
    try:
        await server.begin(
            processId=None, capabilities={"general": {"positionEncodings": [encoding]}}
        )
        model = Model("x = 1\n", encoding)
        await server.send(opening(uri, "x = 1\n", 0))
        for _ in range(max(EDITS // 2_000, 5)):
            for _ in range(rng.randrange(1, 40)):
                changes = whole(model, rng, 1)
                model.change(changes)
                await server.send(change(uri, model.version, *changes))
            await Text(uri, model.reference.text).play(server)
    finally:
        await server.end()
