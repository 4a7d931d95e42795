"""A coroutine waits for a file, a process or a driver, which stops the event loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.blocking_io import IO_CALLS, blocking_call
from houserules.text.excerpt import excerpt
from houserules.transforms.call_to_thread import THREAD_READS, call_to_thread, thread_fix

_CODES = {
    "builtins.open": "ASYNC230",
    "builtins.input": "ASYNC250",
    "subprocess.Popen": "ASYNC220",
    "os.popen": "ASYNC220",
    "os.system": "ASYNC221",
    **{f"subprocess.{name}": "ASYNC221" for name in ("run", "call", "check_call", "check_output")},
}
_PATH = "pathlib.Path"


@dataclass(frozen=True)
class Options:
    """Options of ``async/blocking-io``.

    Attributes:
        table: Qualified names of what blocks, methods under their class; ``*`` at the end stands
            for any name.
        extra: More of them.
    """

    table: tuple[str, ...] = IO_CALLS
    extra: tuple[str, ...] = ()


@rule(
    id="async/blocking-io",
    on=(cst.Call,),
    requires=THREAD_READS,
    options=Options,
    fixes=(call_to_thread,),
    same_as_ruff=(
        SameAsRuff("ASYNC220", part="processes that are started"),
        SameAsRuff("ASYNC221", part="processes that are waited for"),
        SameAsRuff("ASYNC230", part="the builtin `open`"),
        SameAsRuff("ASYNC240", part="methods of `Path(...)`"),
        SameAsRuff("ASYNC250", part="the builtin `input`"),
    ),
    message="`{name}` blocks the event loop; use `await asyncio.to_thread(...)`",
    why="While a coroutine waits this way, no other request of the process is served.",
    allow_when="The file is small and local, and the pause is known to be harmless.",
    examples=[
        Example(
            "import asyncio\nfrom pathlib import Path\n\n\n"
            "async def load(path: Path) -> str:\n"
            "    return path.read_text()"
            "  # want: `path.read_text` blocks the event loop; use `await asyncio.to_thread(...)`\n",
            fixed="import asyncio\nfrom pathlib import Path\n\n\n"
            "async def load(path: Path) -> str:\n"
            "    return await asyncio.to_thread(path.read_text)\n",
        ),
        Example(
            "async def load(name: str) -> str:\n"
            "    with open(name) as file:"
            "  # want: `open` blocks the event loop; use `await asyncio.to_thread(...)`\n"
            "        return file.read()\n",
        ),
        Example(
            "import asyncio\nimport shutil\n\n\n"
            "async def clear(folder: str) -> None:\n"
            "    await asyncio.to_thread(shutil.rmtree, folder)\n"
        ),
    ],
)
def blocking_io(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report blocking calls that run on the event loop."""
    found = blocking_call(p, node, (*p.options.table, *p.options.extra))
    if found is None:
        return
    name = excerpt(cst.Module(()).code_for_node(node.func), 40)
    yield p.finding(
        node.func,
        fix=thread_fix(p, node, found.qualified),
        ruff=_ruff_code(node, found.qualified) if runs_directly(p, node) else "",
        name=name,
    )


def _ruff_code(call: cst.Call, qualified: str) -> str:
    """The code under which ruff reports a call; of paths, it is sure only of those made here."""
    if qualified.startswith(f"{_PATH}.") and isinstance(call.func, cst.Attribute):
        on_path = isinstance(call.func.value, cst.Call) and not qualified.endswith(".open")
        return "ASYNC240" if on_path else ""
    return _CODES.get(qualified, "")
