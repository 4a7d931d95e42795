"""The product's host with rules that misbehave where a name asks for it: run as a script.

`FAULT_RAISE = 1` makes `test/faulty` raise on that statement; `bad` is a finding of `test/bad`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst

import houserules.rules
from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import rule
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform


class Odd(BaseException):
    """No `Exception`."""


class Unspeakable(Exception):
    """Its text cannot be had."""

    def __str__(self) -> str:
        raise ValueError("no text")


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1) + 1


def spin() -> None:
    while True:
        pass


def blow(_: Any = None) -> Any:
    raise ValueError("secret text")


def grow() -> None:
    """Grow past what the front allows and below what the system does, and stay there."""
    kept = b"x" * (400 << 20)
    time.sleep(600)
    del kept


def deep() -> None:
    cst.parse_expression("(" * 30_000 + ")" * 30_000)


FAULTS: dict[str, Callable[[], Any]] = {
    "FAULT_RAISE": blow,
    "FAULT_ODD": lambda: _raise(Odd()),
    "FAULT_UNSPEAKABLE": lambda: _raise(Unspeakable()),
    "FAULT_STOP": lambda: _raise(StopIteration()),
    "FAULT_GENERATOR_EXIT": lambda: _raise(GeneratorExit()),
    "FAULT_INTERRUPT": lambda: _raise(KeyboardInterrupt()),
    "FAULT_MEMORY_ERROR": lambda: _raise(MemoryError()),
    "FAULT_RECURSE": recurse,
    "FAULT_EXIT": lambda: sys.exit(3),
    "FAULT_OS_EXIT": lambda: os._exit(3),
    "FAULT_SEGFAULT": lambda: signal.raise_signal(signal.SIGSEGV),
    "FAULT_KILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "FAULT_ABORT": os.abort,
    "FAULT_PARSER": deep,
    "FAULT_PRINT": lambda: print("a stray line", flush=True),
    "FAULT_WRITE": lambda: os.write(1, b"a stray line\n"),
    "FAULT_INPUT": lambda: sys.stdin.read(),
    "FAULT_SLEEP": lambda: time.sleep(600),
    "FAULT_NAP": lambda: time.sleep(0.4),
    "FAULT_SPIN": spin,
    "FAULT_ALLOCATE": lambda: bytearray(8 << 30),
    "FAULT_GROW": grow,
    "FAULT_CHDIR": lambda: os.chdir("/"),
    "FAULT_NOT_A_FINDING": lambda: 3,
}


def _raise(error: BaseException) -> None:
    raise error


break_fix = Transform("break-fix", "Break", Safety.SAFE, Reach.STATEMENT, lambda *_, **__: blow())


@rule(id="test/faulty", on=(cst.Name,), message="faulty", why="A test needs it.")
def faulty(p: UnitPass, node: cst.Name) -> Iterator[Any]:
    if node.value in FAULTS:
        result = FAULTS[node.value]()
        if result == 3 and node.value == "FAULT_NOT_A_FINDING":
            yield result
        yield p.finding(node)


@rule(id="test/bad", on=(cst.Name,), fixes=(break_fix,), message="bad", why="A test needs it.")
def bad(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
    if node.value == "bad":
        yield p.finding(node, fix=break_fix.at(node))


if __name__ == "__main__":
    houserules.rules.RULES = (*houserules.rules.RULES, bad, faulty)

    from houserules.host.child import run
    from houserules.host.service import Service

    run(Service, sys.argv[1])
