"""Rules that misbehave: the others' findings are shown, and the report says who failed where."""

from __future__ import annotations

from typing import Any

from tests.faults.steps import (
    Case,
    FixRefused,
    HostUp,
    Logged,
    Published,
    Send,
    Step,
    change,
    opening,
)

URI, OTHER = "file:///w/rules.py", "file:///w/other.py"
LAZY = {"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}}


def text(name: str) -> str:
    return f"bad = 1\n\n{name} = 1\n\nbad = 2\n"


def rule(
    name: str, fault: str, shown: Step, *steps: Step, server: str = "rules", **more: Any
) -> Case:
    """Documents with and without the fault are shown, before it and after it."""
    return Case(
        f"rule {name}",
        (
            Send((opening(URI, text(fault)), opening(OTHER, "bad = 1\n"))),
            Published(OTHER, 1, ((0, 0),)),
            shown,
            *steps,
            Send((change(URI, 2, {"text": text("good")}),)),
            Published(URI, 2, ((0, 0), (4, 0))),
        ),
        server=server,
        options={"select": ["test"]},
        probe=False,
        **more,
    )  # fmt: skip


def skipped(name: str, fault: str, *steps: Step) -> Case:
    """The rule loses the unit, and only that."""
    shown = Published(URI, 1, ((0, 0), (4, 0), (2, 0)), ("test/bad", "test/bad", "test/faulty"))
    return rule(name, fault, shown, *steps)


def poisoned(name: str, fault: str, *steps: Step, server: str = "rules") -> Case:
    """The host dies of the unit, at most twice, and leaves it out from then on."""
    shown = Published(
        URI, 1, ((0, 0), (2, 0), (4, 0)), ("test/bad", "syntax/not-analysed", "test/bad")
    )
    return rule(name, fault, shown, HostUp(1), *steps, server=server)


def harmless(name: str, fault: str, *steps: Step) -> Case:
    """The rule goes on as if nothing had been."""
    shown = Published(URI, 1, ((0, 0), (2, 0), (4, 0)), ("test/bad", "test/faulty", "test/bad"))
    return rule(name, fault, shown, *steps)


CASES = (
    skipped("raises", "FAULT_RAISE"),
    skipped("raises no Exception", "FAULT_ODD"),
    skipped("raises what has no text", "FAULT_UNSPEAKABLE"),
    skipped("raises StopIteration", "FAULT_STOP"),
    skipped("raises GeneratorExit", "FAULT_GENERATOR_EXIT"),
    skipped("recurses", "FAULT_RECURSE"),
    skipped("calls sys.exit", "FAULT_EXIT"),
    poisoned("raises KeyboardInterrupt", "FAULT_INTERRUPT"),
    poisoned("raises MemoryError", "FAULT_MEMORY_ERROR"),
    poisoned("yields what is no finding", "FAULT_NOT_A_FINDING"),
    poisoned("ends the process", "FAULT_OS_EXIT"),
    poisoned("crashes", "FAULT_SEGFAULT"),
    poisoned("kills the process", "FAULT_KILL"),
    poisoned("aborts", "FAULT_ABORT"),
    poisoned("crashes the parser", "FAULT_PARSER"),
    poisoned("sleeps", "FAULT_SLEEP", server="slow"),
    poisoned("spins", "FAULT_SPIN", server="slow"),
    poisoned("asks for 8 GiB", "FAULT_ALLOCATE"),
    poisoned("grows too big", "FAULT_GROW", Logged("ended (memory)"), server="small"),
    harmless("prints", "FAULT_PRINT", Logged("a stray line")),
    harmless("writes to standard output", "FAULT_WRITE", Logged("a stray line")),
    harmless("reads standard input", "FAULT_INPUT"),
    harmless("changes the folder", "FAULT_CHDIR"),
    harmless("takes a nap", "FAULT_NAP"),
    Case(
        "rule whose fix raises",
        (
            Send((opening(URI, "bad = 1\n"),)),
            Published(URI, 1, ((0, 0),)),
            FixRefused(URI, (0, 1), -32803),
            Send((change(URI, 2, {"text": "\nbad = 1\n"}),)),
            Published(URI, 2, ((1, 0),)),
        ),
        server="rules",
        options={"select": ["test"]},
        capabilities=LAZY,
        probe=False,
    ),
)
