"""HTTP statuses from numbers to the constants of FastAPI; the two directions are inverse."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.status_names import constant_of, number_of
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.import_names import IMPORT_READS, name_for


def _to_constant(rewrite: RewritePass, node: cst.Integer) -> Iterator[Change | ImportNeed]:
    constant = constant_of(node.evaluated_value)
    found = name_for(rewrite, "fastapi", "status", node) if constant else None
    if found is None:
        return
    yield from found[1]
    yield rewrite.replace(node, f"{found[0]}.{constant}")


def _to_number(rewrite: RewritePass, node: cst.Name | cst.Attribute) -> Iterator[Change]:
    numbers = {number_of(name) for name in qualified_names(rewrite, node)}
    if len(numbers) == 1 and None not in numbers:
        yield rewrite.replace(node, str(numbers.pop()))


status_to_constant = Transform(
    id="status-to-constant",
    title="Write the constant of `status`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_to_constant,
    requires=IMPORT_READS,
)
status_to_number = Transform(
    id="status-to-number",
    title="Write the number",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_to_number,
    requires=IMPORT_READS,
)
