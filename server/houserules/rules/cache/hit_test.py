"""What a cache gives is tested for being true, not for being there."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import first_statement
from houserules.extractors.caches import CACHE_READS, cache_class, imports_cachetools
from houserules.text.excerpt import excerpt
from houserules.transforms.hit_test import HIT_REASON, truth_to_presence

_HEAD = (
    "from cachetools import TTLCache\n\n_plans = TTLCache(maxsize=50, ttl=60)\n\n\n"
    "def plan(key: str) -> list[str]:\n    hit = _plans.get(key)\n"
)


@rule(
    id="cache/hit-test",
    on=(cst.If,),
    requires=CACHE_READS,
    severity="hint",
    fixes=(truth_to_presence,),
    message="`{name}` of the cache is tested for truth: zero and empty values count as missing",
    why="An empty list that was cached is fetched again each time.",
    allow_when="The cache never holds a value that is false.",
    examples=[
        Example(
            _HEAD + "    if hit:"
            "  # want: `hit` of the cache is tested for truth: zero and empty values count as missing"
            " # at: hit\n        return hit\n    return []\n",
            fixed=_HEAD + "    if hit is not None:\n        return hit\n    return []\n",
        ),
        Example(_HEAD + "    if hit is not None:\n        return hit\n    return []\n"),
    ],
)
def hit_test(p: UnitPass, node: cst.If) -> Iterator[Finding]:
    """Report a test right behind the look-up."""
    test = node.test
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        test = test.expression
    if not isinstance(test, cst.Name) or not imports_cachetools(p):
        return
    before = _statement_before(p, node)
    if not isinstance(before, cst.Assign) or len(before.targets) != 1:
        return
    target, call = before.targets[0].target, before.value
    if not isinstance(target, cst.Name) or target.value != test.value:
        return
    if not isinstance(call, cst.Call) or len(call.args) != 1 or call.args[0].keyword is not None:
        return
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value == "get" and cache_class(p, func.value):
        fix = truth_to_presence.at(node, reason=HIT_REASON)
        yield p.finding(test, fix=fix, name=excerpt(test.value, 20))


def _statement_before(p: UnitPass, node: cst.If) -> cst.CSTNode | None:
    """The statement above in the same block; a lock around it alone is looked through."""
    block = p.ancestors[-1] if p.ancestors else None
    if not isinstance(block, cst.IndentedBlock):
        return None
    index = next((i for i, s in enumerate(block.body) if s is node), 0)
    before = block.body[index - 1] if index else None
    if isinstance(before, cst.With) and before.body.body:
        before = before.body.body[-1]
    return first_statement(before)
