"""A field of type ``str`` says which values it takes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import first_statement
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.import_names import IMPORT_READS, name_for

LITERAL_REASON = "other values are refused from now on"


def _apply(
    rewrite: RewritePass, node: cst.AnnAssign, values: tuple[str, ...]
) -> Iterator[Change | ImportNeed]:
    annotation = node.annotation.annotation
    if first_statement(rewrite.view.node) is not node or not isinstance(annotation, cst.Name):
        return
    found = name_for(rewrite, "typing", "Literal", node)
    if found is None:
        return
    yield from found[1]
    quote = "'" if "'" in rewrite.text(node) and '"' not in rewrite.text(node) else '"'
    listed = ", ".join(f"{quote}{value}{quote}" for value in values)
    yield rewrite.replace(annotation, f"{found[0]}[{listed}]")


field_to_literal = Transform(
    id="field-to-literal",
    title="Allow only the known values",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=IMPORT_READS,
)
