"""A coroutine changes state of the module across an ``await``, without a lock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.blocking_io import STAND_ALONE, runs_once
from houserules.extractors.shared_state import races
from houserules.text.excerpt import excerpt
from houserules.transforms.lock_shared_state import LOCK_REASON, lock_shared_state


@dataclass(frozen=True)
class Options:
    """Options of ``async/unlocked-shared-state``.

    Attributes:
        strict: Whether every change in a coroutine needs a lock, also one that rests on nothing
            read before an ``await``.
    """

    strict: bool = False


@rule(
    id="async/unlocked-shared-state",
    on=(cst.FunctionDef,),
    requires=lock_shared_state.requires,
    options=Options,
    fixes=(lock_shared_state,),
    message="shared `{name}` is changed across an await without a lock",
    why="While a coroutine waits, another one reads the same value: both change it, and one "
    "change is lost, or what should be made once is made twice.",
    allow_when="Only one task ever runs the coroutine.",
    examples=[
        Example(
            "import asyncio\n\nfrom app.audit import audit\n\n"
            "_hits: dict[str, int] = {}\n\n\n"
            "async def bump(key: str) -> None:\n"
            "    seen = _hits.get(key, 0)\n"
            "    await audit(key)\n"
            "    _hits[key] = seen + 1"
            "  # want: shared `_hits` is changed across an await without a lock # at: _hits\n",
            fixed="import asyncio\n\nfrom app.audit import audit\n\n"
            "_hits: dict[str, int] = {}\n"
            "_hits_lock = asyncio.Lock()\n\n\n"
            "async def bump(key: str) -> None:\n"
            "    async with _hits_lock:\n"
            "        seen = _hits.get(key, 0)\n"
            "        await audit(key)\n"
            "        _hits[key] = seen + 1\n",
        ),
        Example(
            "from app.audit import audit\n\n"
            "_hits: dict[str, int] = {}\n\n\n"
            "async def bump(key: str) -> None:\n"
            "    await audit(key)\n"
            "    _hits[key] = _hits.get(key, 0) + 1\n"
        ),
    ],
)
def unlocked_shared_state(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report changes of module state that rest on what was read before an ``await``."""
    if node.asynchronous is None or p.module.role in STAND_ALONE:
        return
    p.ancestors.append(node)
    is_setup = runs_once(p)
    p.ancestors.pop()
    if is_setup:
        return
    strict: bool = p.options.strict
    for race in races(p, node, strict=strict):
        fix = lock_shared_state.at(node, reason=LOCK_REASON, name=race.name, strict=strict)
        yield p.finding(race.write, fix=fix, name=excerpt(race.name, 40))
