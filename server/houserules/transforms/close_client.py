"""A shared client gets a function that closes it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.shared_clients import CLIENT_CLOSINGS, lock_of, shared_client
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def closer_fix(unit: UnitPass, node: cst.Assign | cst.AnnAssign) -> FixRef | None:
    """The reference for a client that a function of its own makes; ``None`` for others.

    ``node`` must be what the walk stands on.
    """
    client = shared_client(unit, node)
    if client is None or not client.is_async or client.function is None:
        return None
    if unit.ancestors[0] is not client.function:
        return None
    stem = client.name.strip("_").lower()
    name = f"close_{stem}" if stem.endswith("client") else f"close_{stem}_client"
    return None if unit.lookup(BINDINGS, name) else add_closer.at(node, name=name)


def _apply(rewrite: RewritePass, node: cst.Assign | cst.AnnAssign, name: str) -> Iterator[Change]:
    client = shared_client(rewrite, node)
    if client is None or client.function is None:
        return
    lock = next((lock_of(a) for a in reversed(rewrite.ancestors) if lock_of(a)), "")
    step = rewrite.indent
    inner = step * 2 if lock else step
    lines = [
        f"async def {name}() -> None:",
        f'{step}"""Close the shared HTTP client; for the end of the application."""',
        f"{step}global {client.name}",
        *([f"{step}async with {lock}:"] if lock else []),
        f"{inner}if {client.name} is not None:",
        f"{inner}{step}await {client.name}.aclose()",
        f"{inner}{step}{client.name} = None",
    ]
    newline = rewrite.newline
    end = rewrite.lines_of(client.function).end
    text = newline * 2 + newline.join(lines)
    ends_open = not rewrite.source[:end].endswith(("\n", "\r"))
    yield rewrite.insert(end, newline + text if ends_open else text + newline)


def _sites(unit: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[FixRef]:
    client = shared_client(unit, node)
    fix = closer_fix(unit, node)
    if client is not None and fix is not None and not unit.lookup(CLIENT_CLOSINGS, client.name):
        yield fix


add_closer = Transform(
    id="add-closer",
    title="Add `{name}()`",
    safety=Safety.SKELETON,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.Assign, cst.AnnAssign),
    requires=(BINDINGS, CLIENT_CLOSINGS),
)
