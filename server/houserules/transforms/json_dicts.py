"""``dict[str, Any]`` for a bare ``dict``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.json_dicts import bare_dict, is_json_column
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for


def _add_parameters(rewrite: RewritePass, node: cst.Annotation) -> Iterator[Change | ImportNeed]:
    found = bare_dict(rewrite, node)
    known = name_for(rewrite, "typing", "Any", node)
    if found is None or known is None or not means_builtin(rewrite, "str", node):
        return
    name, needs = known
    yield from needs
    yield rewrite.insert(rewrite.span(found).end, f"[str, {name}]")


def _sites(unit_pass: UnitPass, node: cst.Annotation) -> Iterator[FixRef]:
    if bare_dict(unit_pass, node) and is_json_column(unit_pass, unit_pass.ancestors[-1]):
        yield dict_with_parameters.at(node)


dict_with_parameters = Transform(
    id="dict-with-parameters",
    title="Write `[str, Any]` behind it",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_add_parameters,
    sites=_sites,
    on=(cst.Annotation,),
    requires=IMPORT_READS,
)
