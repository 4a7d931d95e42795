"""A key of pydantic 1 in a configuration becomes that of pydantic 2."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.config_entries import config_entries
from houserules.extractors.pydantic_config import CONFIG_READS, extra_of
from houserules.extractors.pydantic_keys import NEGATED_KEY, RENAMED_KEYS, with_v2_key
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(rewrite: RewritePass, node: cst.CSTNode, key: str, new: str) -> Iterator[Change]:
    for entry in config_entries(rewrite, node):
        if entry.name != key:
            continue
        value = rewrite.text(entry.value)
        mapped = with_v2_key(key, value, extra_of(rewrite, entry.value))
        if mapped is None:
            return
        if mapped[0] != key:
            written = rewrite.text(entry.key)
            yield rewrite.replace(entry.key, written.replace(key, mapped[0], 1))
        if mapped[1] != value:
            yield rewrite.replace(entry.value, mapped[1])


def _sites(p: UnitPass, node: cst.CSTNode) -> Iterator[FixRef]:
    entries = config_entries(p, node)
    names = {entry.name for entry in entries}
    for entry in entries:
        new = RENAMED_KEYS.get(entry.name, "")
        if entry.name == NEGATED_KEY[0]:
            new = NEGATED_KEY[1]
        if new and new not in names:
            yield config_key_to_v2.at(node, key=entry.name, new=new)


config_key_to_v2 = Transform(
    id="config-key-to-v2",
    title="Write `{new}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call, cst.Assign, cst.AnnAssign),
    requires=CONFIG_READS,
)
