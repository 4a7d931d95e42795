"""Documents that kill or stall a parser, opened while another one is edited.

`HOUSERULES_BLOW_UPS=0` plays all of them, another number so many (`make soak`).
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.faults.blow_ups import DOCUMENTS
from tests.faults.client import Fault, Server
from tests.faults.run import command_of
from tests.faults.steps import (
    IMPORT,
    RULE,
    Answered,
    HostUp,
    Published,
    Send,
    Text,
    about,
    change,
    closing,
    edit,
    opening,
    request,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")

COUNT = int(os.environ.get("HOUSERULES_BLOW_UPS", "24"))
SEED = int(os.environ.get("HOUSERULES_SEED", "0")) or random.SystemRandom().randrange(10**9)
KILLS = 20
URI = "file:///w/edited.py"
TEXT = IMPORT + "x: Optional[int]\n"
WITH_RULES = ("rules", "slow")
LAZY = {"properties": ["edit"]}
LINE = edit((0, 0), (0, 0), "\n")
Record = Callable[[str, object], None]


@asynccontextmanager
async def session(folder: Path, kind: str = "") -> AsyncIterator[Server]:
    """A session with one document that has a finding."""
    server = await Server.start(command_of(kind), folder)
    try:
        await server.begin(
            processId=None,
            capabilities={"textDocument": {"codeAction": {"resolveSupport": LAZY}}},
            initializationOptions={"select": [RULE, "test"] if kind in WITH_RULES else [RULE]},
        )
        await server.send(opening(URI, TEXT))
        await Published(URI, 1, ((1, 3),)).play(server)
        yield server
    finally:
        await server.end()


async def answered(server: Server, version: int) -> float:
    """Type a line into the document and ask for its actions; seconds until they are there."""
    place = {"line": version, "character": 5}
    params = about(URI, range={"start": place, "end": place}, context={"diagnostics": []})
    start = time.monotonic()
    await server.send(change(URI, version, LINE))
    await server.send(request(f"actions {version}", "textDocument/codeAction", params))
    answer = await server.answer_to(f"actions {version}")
    if "error" in answer:
        raise Fault("wrong", str(answer))
    return time.monotonic() - start


def sample() -> Sequence[str]:
    names = list(DOCUMENTS)
    return random.Random(SEED).sample(names, COUNT) if 0 < COUNT < len(names) else names


async def test_blow_ups(tmp_path: Path, record_property: Record) -> None:
    print(f"HOUSERULES_SEED={SEED} HOUSERULES_BLOW_UPS={COUNT}")
    names = sample()
    times: list[float] = []
    version = 1
    async with session(tmp_path) as server:
        for number, name in enumerate(names):
            uri = f"file:///w/blow{number}.py"
            # A broken line keeps what follows out of the finding's way, a sound one shows it.
            await server.send(opening(uri, IMPORT + "y: Optional[int]\n\n" + DOCUMENTS[name]))
            for _ in range(4):
                version += 1
                times.append(await answered(server, version))
            await Published(URI, version, ((version, 3),)).play(server)
            # The neighbour within the same document is found, whatever became of the deep unit.
            await server.until(
                lambda uri=uri: (
                    any(d["code"] == RULE for p in server.publishes(uri) for d in p["diagnostics"])
                    or None
                ),
                f"the finding beside {name}",
            )
            await server.send(closing(uri))
        await Text(URI, "\n" * (version - 1) + TEXT).play(server)
        status = (await server.command("status", "status"))["result"]
        assert server.process.returncode is None
    worst, median = max(times), statistics.median(times)
    record_property(
        "figure",
        f"{len(names)} documents, seed {SEED}: the front died 0 times, the host"
        f" {status['host_restarts']}; another document is answered in {median * 1000:.0f} ms,"
        f" at worst {worst * 1000:.0f} ms",
    )


@pytest.mark.parametrize("fault", ["FAULT_SPIN", "FAULT_PARSER"])
async def test_deadly_unit_is_left_out_and_everything_told_anew(fault: str, tmp_path: Path) -> None:
    uri = "file:///w/deadly.py"
    async with session(tmp_path, "slow") as server:
        await server.send(opening(uri, f"bad = 1\n\n{fault} = 1\n"))
        await answered(server, 2)
        codes = ("test/bad", "syntax/not-analysed")
        await Published(uri, 1, ((0, 0), (2, 0)), codes).play(server)
        await Published(URI, 2, ((2, 3),)).play(server)
        before = (await server.command("before", "status"))["result"]
        assert before["poisoned_units"] == 1
        assert before["host_restarts"] >= 1
        # Opened anew, and elsewhere, it kills nobody a second time.
        await server.send(closing(uri))
        await server.send(opening(uri, f"bad = 1\n\n{fault} = 1\n", 5))
        await server.send(opening("file:///w/copy.py", f"bad = 1\n\n{fault} = 1\n"))
        await Published(uri, 5, ((0, 0), (2, 0)), codes).play(server)
        await Published("file:///w/copy.py", 1, ((0, 0), (2, 0)), codes).play(server)
        after = (await server.command("after", "status"))["result"]
        assert after["host_restarts"] == before["host_restarts"]


async def test_kills_of_the_host_end_no_session(tmp_path: Path, record_property: Record) -> None:
    start = time.monotonic()
    async with session(tmp_path, "hasty" if COUNT else "") as server:
        for kill in range(1, KILLS + 1):
            [pid] = server.pids_of_children()
            os.kill(pid, signal.SIGKILL)
            await answered(server, kill + 1)
            await HostUp(kill).play(server)
            await Published(URI, kill + 1, ((kill + 1, 3),)).play(server)
            await Text(URI, "\n" * kill + TEXT).play(server)
        status = (await server.command("status", "status"))["result"]
        assert status["host_restarts"] == KILLS
        assert status["poisoned_units"] == 0
        await Send((request("s", "shutdown"), {"jsonrpc": "2.0", "method": "exit"})).play(server)
        await Answered("s", result=None).play(server)
        assert await server.exit_status() == 0
    record_property("figure", f"{KILLS} kills of the host in {time.monotonic() - start:.0f} s")


async def test_another_document_is_edited_while_the_host_hangs(
    tmp_path: Path, record_property: Record
) -> None:
    """The front answers from what it knows, as fast as with an idle host."""
    async with session(tmp_path, "rules") as server:
        idle = [await answered(server, version) for version in range(2, 12)]
        await server.send(opening("file:///w/hang.py", "FAULT_SPIN = 1\n"))
        await asyncio.sleep(0.2)
        busy = [await answered(server, version) for version in range(12, 22)]
        await Published(URI, 21, ((21, 3),)).play(server)
    record_property(
        "figure",
        f"answered in {statistics.median(idle) * 1000:.0f} ms, at worst {max(idle) * 1000:.0f};"
        f" while the host hangs in {statistics.median(busy) * 1000:.0f},"
        f" at worst {max(busy) * 1000:.0f} ms",
    )
    # The slowest wait for the host that the front allows itself is far below this.
    assert statistics.median(busy) < statistics.median(idle) + 2
