"""The host's copy of a text follows the session's, whether edits wait for each other or not."""

from __future__ import annotations

import asyncio
import random
from typing import Any, cast

from fake_editor import span
from test_lsp_blocks import naive_position

from houserules.host.client import HostClient
from houserules.lsp.channel import Channel
from houserules.lsp.documents import Documents
from houserules.lsp.mirror import HostMirror
from houserules.text.lines import Encoding

URI = "file:///a.py"


class Copy:
    """Plays the host: applies what it is told."""

    poisoned = ()

    def __init__(self) -> None:
        self.text: str | None = None
        self.version = 0
        self.messages: list[str] = []

    def notify(self, method: str, params: Any) -> None:
        self.messages.append(method)
        if method == "open":
            self.text = params["text"]
        elif method == "edit":
            assert self.text is not None
            for start, end, text in params["edits"]:
                self.text = self.text[:start] + text + self.text[end:]
        elif method == "close":
            self.text = None
        self.version = params.get("version", self.version)


class Backlog:
    backlog = False


async def test_random_edits_with_and_without_backlog() -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)
    rng = random.Random(seed)
    copy, channel, documents = Copy(), Backlog(), Documents()
    mirror = HostMirror(cast("HostClient", copy), documents, cast("Channel", channel))
    document = documents.open(URI, "python", 1, "x = 1\n")
    mirror.configure({"folders": []})
    assert copy.messages == ["configure", "open"]
    for version in range(2, 400):
        channel.backlog = rng.random() < 0.9
        before = document.document.text
        start, end = sorted(rng.choices(range(max(len(before) - 30, 0), len(before) + 1), k=2))
        places = [naive_position(before, offset, Encoding.UTF16) for offset in (start, end)]
        change = {"range": span(*places), "text": rng.choice(["a", "", "é😀", "\n", "bc\nd"])}
        edits = documents.change(document, version, [change], Encoding.UTF16)
        mirror.edit(document, before, edits)
        if not channel.backlog or rng.random() < 0.05:
            await asyncio.sleep(0)
            assert (copy.text, copy.version) == (document.document.text, document.revision)
    assert copy.messages.count("edit") < 200


async def test_order_around_waiting_edits() -> None:
    copy, channel, documents = Copy(), Backlog(), Documents()
    mirror = HostMirror(cast("HostClient", copy), documents, cast("Channel", channel))
    mirror.configure({"folders": []})
    document = documents.open(URI, "python", 1, "x\n")
    mirror.open(document)
    channel.backlog = True
    mirror.edit(document, "x\n", documents.change(document, 2, [{"text": "y\n"}], Encoding.UTF16))
    mirror.tell("files_changed", {"paths": []})
    assert copy.messages == ["configure", "open", "edit", "files_changed"]
    mirror.edit(document, "y\n", documents.change(document, 3, [{"text": "z\n"}], Encoding.UTF16))
    mirror.close(URI)
    await asyncio.sleep(0)
    assert copy.messages[4:] == ["close"]
