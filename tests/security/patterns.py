"""Every regular expression of the package against long runs: `python patterns.py` prints slow ones.

A process of its own, for nothing ends a slow match but the end of the process.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import houserules

LENGTH = 100_000
CPU_SECONDS = 2
"""For one run: a linear pattern takes a hundredth of it, a quadratic one ten times as long."""
OWN_TEXT = ("houserules.analysis.validate.", "houserules.testing.")
"""Where patterns see the text of rules and their tests, never that of somebody else."""
RUNS = (
    *(
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\f",
        "\\",
        "\\\n",
        "a",
        "A",
        "_",
        "0",
        ".",
        ",",
        ":",
        "#",
        "-",
    ),
    *("(", ")", "[", "]", "{", "}", "'", '"', "'''", '"""', "/", "*", "=", "@", "!", "|", "%", "é"),
    *(
        "a ",
        "a.",
        "a,",
        "a-",
        "a_",
        "aA",
        " #",
        "# ",
        "#a\n",
        "a\n",
        " \n",
        "/{a}",
        "[a]",
        "a=",
        "\n\n ",
    ),
)
HEADS = ("", "#", "# imports", "# houserules: ignore[")
METHODS = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub")


class Slow(Exception):
    """A pattern took too long."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The compiled patterns in modules and classes of the package, by where they stand."""
    for module in pkgutil.walk_packages(houserules.__path__, "houserules."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            yield from _of(f"{module.name}.{name}", value)


def _of(where: str, value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _of(f"{where}[{key!r}]", item)
    elif isinstance(value, tuple | list | frozenset):
        for number, item in enumerate(value):
            yield from _of(f"{where}[{number}]", item)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise Slow


def methods_used(where: str) -> list[str]:
    """The methods that the package calls on a pattern: many are never searched for."""
    module, _, name = where.partition("[")[0].rpartition(".")
    own = [Path(str(importlib.import_module(module).__file__))]
    everywhere = Path(houserules.__path__[0]).rglob("*.py")
    sources = (f.read_text(encoding="utf-8") for f in (own if name[0] == "_" else everywhere))
    call = re.compile(rf"\b{name}(?:\[[^\]]{{1,30}}\])?\.([a-z]+)\(")
    called = {method for source in sources for method in call.findall(source)}
    return [method for method in METHODS if method in called] or ["match"]


def slow_run(pattern: re.Pattern[Any], methods: list[str]) -> str | None:
    """The first run that takes too long in a way that is used."""
    for head in HEADS:
        for run in RUNS:
            text = head + run * (LENGTH // len(run)) + "\0"
            subject = text if isinstance(pattern.pattern, str) else text.encode()
            for method in methods:
                signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
                try:
                    arguments = (subject[:0], subject) if method == "sub" else (subject,)
                    found = getattr(pattern, method)(*arguments)
                    if method == "finditer":
                        list(found)
                except Slow:
                    return f"{method} of {head!r} and many {run!r}"
                finally:
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def main() -> int:
    """Check all patterns."""
    signal.signal(signal.SIGVTALRM, _give_up)
    seen: set[tuple[object, int]] = set()
    slow = 0
    for where, pattern in patterns():
        if (pattern.pattern, pattern.flags) in seen or where.startswith(OWN_TEXT):
            continue
        seen.add((pattern.pattern, pattern.flags))
        run = slow_run(pattern, methods_used(where))
        if run is not None:
            slow += 1
            print(f"slow: {where}: {run}", flush=True)
    print(f"{len(seen)} patterns, {slow} slow")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
