"""The host client against a real child process that dies, hangs and recovers."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fake_child import fingerprint

from houserules.host.client import HostClient, HostDown, HostRefused
from houserules.host.process import HostProcess, scrubbed_environment

URI = "file:///a.py"
COMMAND = (sys.executable, "-P", "-X", "utf8", str(Path(__file__).with_name("fake_child.py")))


class Listener:
    """Plays the session: tells a fresh host everything, gathers what it says."""

    def __init__(self) -> None:
        self.client: HostClient
        self.text = ""
        self.reports: list[Any] = []
        self.deaths: list[str] = []
        self._news = asyncio.Event()

    def host_started(self) -> None:
        editor = {"profile": None}
        poisoned = list(self.client.poisoned)
        configuration = {"folders": [], "editor": editor, "explicit": True, "poisoned": poisoned}
        self.client.notify("configure", configuration)
        self.client.notify("open", {"uri": URI, "path": None, "version": 1, "text": self.text})

    def host_message(self, message: Any) -> None:
        if message["method"] == "report":
            self.reports.append(message["params"])
        self._news.set()

    def host_died(self, reason: str) -> None:
        self.deaths.append(reason)
        self._news.set()

    async def wait(self, wanted: Callable[[], bool], seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds):
            while not wanted():
                self._news.clear()
                await self._news.wait()

    def finished(self) -> bool:
        return bool(self.reports) and self.reports[-1]["done"]


@asynccontextmanager
async def running(text: str, **limits: Any) -> AsyncIterator[Listener]:
    listener = Listener()
    listener.text = text
    spawn = lambda: HostProcess(COMMAND)  # noqa: E731
    listener.client = HostClient(listener, asyncio.get_running_loop(), spawn, **limits)
    listener.client.start()
    try:
        yield listener
    finally:
        listener.client.stop()


def rules(report: Any) -> list[str]:
    [[_, _, blocks]] = report["splices"]
    return [finding["rule"] for block in blocks for finding in block[3]]


async def test_request_and_report() -> None:
    async with running("bad\n\nrisky\n") as host:
        await host.wait(host.finished)
        assert rules(host.reports[-1]) == ["test/bad", "test/risky"]
        status = await host.client.request("status", {}, 5)
        assert status["documents"] == 1


async def test_refusal() -> None:
    async with running("bad\n") as host:
        params = {"uri": URI, "unit": "gone", "index": 0, "rule": "test/bad", "nth": 0}
        with pytest.raises(HostRefused) as refusal:
            await host.client.request("resolve_fix", params, 5)
        assert refusal.value.code == "content_modified"


async def test_request_that_raises_is_answered_and_ends_nothing() -> None:
    async with running("bad\n") as host:
        with pytest.raises(HostRefused) as refusal:
            await host.client.request("no_such_method", {}, 5)
        assert refusal.value.code == "internal"
        assert (await host.client.request("status", {}, 5))["documents"] == 1


async def test_kill_fails_pending_requests_and_recovers() -> None:
    async with running("bad SLOW\n\nbad SLOW\n") as host:
        await host.wait(lambda: bool(host.reports))
        pending = asyncio.ensure_future(host.client.request("status", {}, 5))
        await asyncio.sleep(0)
        assert host.client.pid is not None
        os.kill(host.client.pid, signal.SIGKILL)
        with pytest.raises(HostDown):
            await pending
        host.reports.clear()
        await host.wait(host.finished)
        assert rules_of_all(host) == 2
        assert host.client.poisoned == ()


def rules_of_all(host: Listener) -> int:
    """Count the findings after applying all splices."""
    blocks: list[Any] = []
    for report in host.reports:
        for start, removed, new in report["splices"]:
            blocks[start : start + removed] = new
    return sum(len(block[3]) for block in blocks)


@pytest.mark.parametrize(("word", "reason"), [("CRASH", "exit status"), ("HANG", "deadline")])
async def test_unit_that_kills_is_poisoned(word: str, reason: str) -> None:
    async with running(f"bad\n\nbad {word}\n\nrisky\n", deadline=1.0) as host:
        await host.wait(host.finished)
        assert len(host.deaths) == 1
        assert host.deaths[0].startswith(reason)
        assert host.client.poisoned == (fingerprint(f"bad {word}\n\n"),)
        assert rules(host.reports[-1]) == ["test/bad", "test/risky"]


async def test_unit_that_raises_twice_is_poisoned() -> None:
    async with running("RAISE\n\nbad\n") as host:
        await host.wait(host.finished)
        assert host.deaths == ["exit status 70"] * 2
        assert rules(host.reports[-1]) == ["test/bad"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
async def test_memory_cap() -> None:
    async with running("bad\n\nHANG\n", deadline=60, memory_cap=1 << 20) as host:
        await host.wait(lambda: len(host.deaths) == 1)
        assert host.deaths == ["memory"]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="the system cannot stop a process")
async def test_host_that_stands_still_while_idle_is_replaced() -> None:
    async with running("bad\n", deadline=0.5) as host:
        await host.wait(host.finished)
        await asyncio.sleep(0.6)
        assert host.client.pid is not None
        os.kill(host.client.pid, signal.SIGSTOP)
        host.reports.clear()
        host.client.notify("edit", {"uri": URI, "version": 2, "edits": []})
        await host.wait(host.finished)
        assert host.deaths == ["deadline"]
        assert host.client.poisoned == ()


async def test_edit_overtakes_running_work() -> None:
    text = "".join(f"bad SLOW {number}\n\n" for number in range(20))
    async with running(text) as host:
        await host.wait(lambda: bool(host.reports))
        host.client.notify("edit", {"uri": URI, "version": 2, "edits": [[0, len(text), "bad\n"]]})
        await host.wait(host.finished, seconds=2)
        assert host.reports[-1]["version"] == 2


async def test_big_message_both_ways() -> None:
    text = "bad 😀\n" * 100_000
    async with running(text) as host:
        await host.wait(host.finished, seconds=30)
        assert rules_of_all(host) == 100_000


async def test_host_that_cannot_start_is_tried_again() -> None:
    tries: list[int] = []

    def spawn() -> HostProcess:
        tries.append(1)
        return HostProcess(("/no/such/program",) if len(tries) < 3 else COMMAND)

    listener = Listener()
    listener.client = HostClient(listener, asyncio.get_running_loop(), spawn)
    listener.client.start()
    try:
        await listener.wait(listener.finished)
    finally:
        listener.client.stop()
    assert len(tries) == 3


async def test_no_breadcrumb_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with running("bad\n") as host:
        await host.wait(host.finished)
    assert list(tmp_path.iterdir()) == []


def test_environment_is_scrubbed() -> None:
    environment = {"PATH": "/bin", "PYTHONPATH": "/evil", "LD_PRELOAD": "x", "HOME": "/h", "X": ""}
    assert scrubbed_environment(environment) == {"PATH": "/bin", "HOME": "/h"}
