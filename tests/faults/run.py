"""Plays cases side by side, each in a server of its own, and adds up what went wrong.

`python -m tests.faults.run [WORD ...]` plays the cases whose names hold one of the words.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.client import PRODUCT, Fault, Server
from tests.faults.steps import IMPORT, Answered, Case, Published, Send, opening, request

SIDE_BY_SIDE = 4
PROBE = "file:///probe/probe.py"


@dataclass(frozen=True)
class Outcome:
    """What a case came to: a kind and words for every fault, none if all holds."""

    case: Case
    faults: tuple[tuple[str, str], ...]

    def describe(self) -> str:
        """One line."""
        return f"{self.case.name}: " + "; ".join(what for _, what in self.faults)


async def play_all(cases: Iterable[Case], side_by_side: int = SIDE_BY_SIDE) -> list[Outcome]:
    """Play cases side by side."""
    free = asyncio.Semaphore(side_by_side)

    async def one(case: Case) -> Outcome:
        async with free:
            with tempfile.TemporaryDirectory() as folder:
                return await play(case, Path(folder))

    return list(await asyncio.gather(*map(one, cases)))


async def play(case: Case, place: Path) -> Outcome:
    """Play one case; `place` is an empty folder."""
    workspace = place / "workspace"
    fill(workspace, case.files)
    server = await Server.start(command_of(case.server), workspace)
    faults: list[tuple[str, str]] = []
    try:
        server.mute = case.mute
        if case.started:
            await begin(server, case)
        for step in case.steps:
            await step.play(server)
        if not case.ends:
            await _go_on(server, case)
    except Fault as fault:
        faults.append((fault.kind, str(fault)))
    finally:
        await server.end()
    faults += [("wrong", violation) for violation in server.violations]
    if not case.leftover:
        faults += [("unanswered", f"never answered: {key[:40]}") for key in server.unanswered()]
    faults += [("wrong", f"answered twice: {key[:40]}") for key in server.answered_twice()]
    pop_ups = [m for m in server.notifications if m["method"] == "window/showMessage"]
    if case.tells != bool(pop_ups):
        faults += [("wrong", f"pop-ups: {[m['params'] for m in pop_ups]}")]
    # Rules print what they like; the front's own log never holds source text or a traceback.
    faults += [("wrong", f"in the log: {e}") for e in server.errors if e.startswith("Traceback")]
    return Outcome(case, tuple(faults))


async def begin(server: Server, case: Case) -> None:
    """Make the handshake of a case."""
    params: dict[str, Any] = {
        "processId": None,
        "rootUri": server.folder.as_uri(),
        "capabilities": case.capabilities,
        "initializationOptions": case.options,
    }
    if case.parent:
        server.parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "import time; time.sleep(600)"
        )
        params["processId"] = server.parent.pid
    await server.begin(**params)


async def _go_on(server: Server, case: Case) -> None:
    """The session goes on as if nothing had been, and ends in order."""
    steps: list[Any] = []
    if case.probe:
        steps.append(Send((opening(PROBE, IMPORT + "x = 1\ny: Optional[int]\n"),)))
        if "diagnostic" in case.capabilities.get("textDocument", {}):
            pull = request("probe", "textDocument/codeAction", PLACE_PARAMS)
            steps += [Send((pull,)), Answered("probe")]
        else:
            steps.append(Published(PROBE, 1, ((2, 3),)))
    steps += [
        Send((request("last", "no/such/method"),)),
        Answered("last", -32601),
        Send((request("shutdown", "shutdown"),)),
        Answered("shutdown", result=None),
        Send(({"jsonrpc": "2.0", "method": "exit"},)),
    ]
    for step in steps:
        await step.play(server)
    status = await server.exit_status()
    if status != 0:
        raise Fault("wrong", f"exit status {status} after shutdown")


PLACE = {"line": 2, "character": 5}
PLACE_PARAMS = {
    "textDocument": {"uri": PROBE},
    "range": {"start": PLACE, "end": PLACE},
    "context": {"diagnostics": []},
}


def command_of(server: str) -> Sequence[str]:
    """The command of a server: the product, or the one of the tests with a variation."""
    if not server:
        return PRODUCT
    return (sys.executable, "-P", str(Path(__file__).with_name("faulty_server.py")), server)


def fill(folder: Path, files: Iterable[tuple[str, bytes | str]]) -> None:
    """Make the files of a workspace."""
    folder.mkdir()
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content == "fifo":
            os.mkfifo(path)
        elif content == "folder":
            path.mkdir()
        elif content == "unreadable":
            path.write_bytes(b"x = 1\n")
            path.chmod(0)
        else:
            path.symlink_to(content.removeprefix("link:"))


def figures(outcomes: Sequence[Outcome]) -> str:
    """The result in one line."""
    kinds = Counter(kind for outcome in outcomes for kind, _ in outcome.faults)
    permitted = sum(outcome.case.may_hang for outcome in outcomes)
    return (
        f"{len(outcomes)} kinds of faults, {kinds['death']} deaths, {kinds['hang']} hangs"
        f" (and {permitted} that nobody can avoid), {kinds['unanswered']} requests unanswered,"
        f" {kinds['desync']} desyncs, {kinds['wrong']} otherwise wrong"
    )


def main() -> int:
    """Play what the arguments name, all by default."""
    from tests.faults.areas import AREAS

    words = sys.argv[1:]
    cases = [
        case
        for area, cases in AREAS.items()
        for case in cases
        if not words or area in words or any(word in case.name for word in words)
    ]
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    outcomes = asyncio.run(play_all(cases))
    for outcome in outcomes:
        if outcome.faults:
            print(outcome.describe())
    print(figures(outcomes))
    return 1 if any(outcome.faults for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
