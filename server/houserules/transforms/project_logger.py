"""A logger comes from the factory of the project instead of its library."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

REASON = "the factory of the project may set its loggers up otherwise"


def _apply(
    rewrite: RewritePass, call: cst.Call, module: str, name: str
) -> Iterator[Change | ImportNeed]:
    found = name_for(rewrite, module, name, call)
    if found is None or call.func.lpar:
        return
    written, needs = found
    yield from needs
    if call.args:
        yield rewrite.replace(call.func, written)
        return
    span = Span(rewrite.span(call.func).start, rewrite.span(call).end)
    if not rewrite.has_comment(span):
        yield rewrite.replace_span(span, f"{written}(__name__)")


use_project_logger = Transform(
    id="use-project-logger",
    title="Get the logger from `{module}.{name}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=IMPORT_READS,
)
