"""``router = APIRouter()`` becomes ``plans_router`` with the alias ``router``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform

PLAIN = "router"
"""The name that every router has, or is an alias of."""


def _apply(rewrite: RewritePass, node: cst.Name, name: str) -> Iterator[Change]:
    if node.value != name:
        if rewrite.lookup(BINDINGS, name):
            return
        yield rewrite.replace(node, name)
    root = rewrite.view.node
    if root is None:
        return
    source, stop = rewrite.source, rewrite.span(root).end
    while stop < len(source) and source[stop] not in "\r\n":
        stop += 1
    yield rewrite.insert(stop, f"{rewrite.newline}{PLAIN} = {name}")


alias_router = Transform(
    id="alias-router",
    title="Name it `{name}`, with the alias `router`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=(BINDINGS,),
)
