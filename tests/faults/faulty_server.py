"""The product's front with something wrong in or behind it: run as a script by the fault suite.

rules      the host is the product's with the rules of `faulty_child` added
slow       the same, and the front gives the host a second only
small      the same, and the front gives the host 256 MiB only
hasty      the product, but a host that dies often is followed by another at once
missing    the host's program does not exist
mute       the host runs and never says a word
chatty     the host writes lines that are no messages
handlers   the front has requests whose handlers fail
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("faulty_child.py")
PYTHON = (sys.executable, "-P", "-X", "utf8")
HOSTS = {
    "rules": (*PYTHON, str(CHILD)),
    "slow": (*PYTHON, str(CHILD)),
    "small": (*PYTHON, str(CHILD)),
    "missing": ("/no/such/program",),
    "mute": (*PYTHON, "-c", "import sys; sys.stdin.read()"),
    "chatty": (*PYTHON, "-c", "import time\nwhile True: print('no message'); time.sleep(0.05)"),
}


def recurse() -> Any:
    return recurse()


def fail(_: Mapping[str, Any]) -> Any:
    raise ValueError("secret text")


async def fail_later(_: Mapping[str, Any]) -> Any:
    await asyncio.sleep(0)
    raise ValueError("secret text")


async def exit_later(_: Mapping[str, Any]) -> Any:
    await asyncio.sleep(0)
    sys.exit(3)


async def never(_: Mapping[str, Any]) -> Any:
    await asyncio.Event().wait()


def print_something(_: Mapping[str, Any]) -> Any:
    print("a stray line")
    sys.stdout.flush()


HANDLERS: Mapping[str, Any] = {
    "test/raise": fail,
    "test/raiseLater": fail_later,
    "test/recurse": lambda _: recurse(),
    "test/exit": lambda _: sys.exit(3),
    "test/exitLater": exit_later,
    "test/never": never,
    "test/print": print_something,
    "test/unserialisable": lambda _: {"a": {1, 2}},
    "test/circular": lambda _: CIRCLE,
    "test/surrogate": lambda _: "\ud800",
    "test/ok": lambda _: True,
}
CIRCLE: list[Any] = []
CIRCLE.append(CIRCLE)


def main(kind: str) -> None:
    import houserules.host.client
    import houserules.lsp.front
    from houserules.host.process import HostProcess
    from houserules.lsp.server import serve

    class FaultyFront(houserules.lsp.front.Front):
        def _requests(self) -> Mapping[str, Any]:
            return {**super()._requests(), **HANDLERS}

    if kind == "handlers":
        houserules.lsp.front.Front = FaultyFront
    if kind == "slow":
        houserules.host.client.HostClient.__init__.__defaults__ = (HostProcess, 1.0, 2 << 30)
    if kind == "small":
        houserules.host.client.HostClient.__init__.__defaults__ = (HostProcess, 5.0, 256 << 20)
    if kind == "hasty":
        houserules.host.client._LONGEST_PAUSE_SECONDS = 0.1
    command = HOSTS.get(kind)
    serve(lambda: HostProcess(command))


if __name__ == "__main__":
    main(sys.argv[1])
