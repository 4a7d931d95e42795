"""An environment variable gets an upper-case name, where it is read and in the templates."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.env_files import ALL_ENV_ENTRIES
from houserules.fixes.change import Change, DocumentChange
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform

REASON = "the variable has to be set under its new name, wherever else it is read"


def _apply(
    rewrite: RewritePass, node: cst.SimpleString, new: str
) -> Iterator[Change | DocumentChange]:
    old = node.raw_value
    yield rewrite.replace(node, f"{node.prefix}{node.quote}{new}{node.quote}")
    for path, _, entry in rewrite.lookup(ALL_ENV_ENTRIES, ""):
        if entry.name == old:
            yield DocumentChange(path, entry.span, new)


env_variable_case = Transform(
    id="env-variable-case",
    title="Rename to `{new}`, also in `.env.example`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(ALL_ENV_ENTRIES,),
)
