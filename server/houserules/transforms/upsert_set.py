"""``set_`` of an upsert is given the time of the change."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.call_keywords import appended
from houserules.transforms.import_names import IMPORT_READS, name_for


def _apply(
    rewrite: RewritePass, node: cst.Dict, column: str = ""
) -> Iterator[Change | ImportNeed | Refusal]:
    func = name_for(rewrite, "sqlalchemy", "func", node)
    if func is None or not node.elements:
        yield Refusal("`func` means something else here")
        return
    last = node.elements[-1]
    quote = "'" if rewrite.text(node.elements[0]).startswith("'") else '"'
    yield from appended(rewrite, node, last, (f"{quote}{column}{quote}: {func[0]}.now()",))
    yield from func[1]


add_timestamp = Transform(
    id="upsert-timestamp",
    title="Set the time of the change",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=IMPORT_READS,
)
