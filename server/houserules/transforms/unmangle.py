"""A member of a class whose name is mangled, ``__x``, becomes ``_x`` in the body of the class."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.base_words import DERIVING
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform


def _apply(rewrite: RewritePass, _: object, old: str, new: str) -> Iterator[Change | Refusal]:
    if not rewrite.class_path:
        return
    mangled = f"_{rewrite.class_path[-1].lstrip('_')}{old}"
    word = re.compile(rf"(?<!\w)(?:{re.escape(new)}|{re.escape(mangled)})(?!\w)")
    depth = len(rewrite.class_path)
    for unit in rewrite.units():
        if word.search(unit.source):
            yield Refusal(f"`{new}` or `{mangled}` stands in the file already")
            return
        if unit.class_path[:depth] != rewrite.class_path or old not in unit.source:
            continue
        if unit.class_path != rewrite.class_path:
            yield Refusal(f"an inner class mentions `{old}`")
            return
        unit.ancestors = []
        for node in unit.visit():
            if isinstance(node, cst.SimpleString) and old in node.value:
                yield Refusal(f"a string mentions `{old}`")
                return
            if isinstance(node, cst.ClassDef) and unit.ancestors:
                yield Refusal("a class in a method has names of its own")
                return
            if isinstance(node, cst.Name) and node.value == old:
                yield unit.replace(node, new)


def _sites(unit_pass: UnitPass, method: cst.FunctionDef) -> Iterator[FixRef]:
    old = method.name.value
    if not unit_pass.class_path or unit_pass.ancestors or not old.startswith("__"):
        return
    holder = unit_pass.enclosing_classes[-1]
    if old.endswith("__") or holder.bases or holder.decorators or holder.has_keywords:
        return
    if not unit_pass.lookup(DERIVING, unit_pass.class_path[-1]):
        yield unmangle.at(method.name, old=old, new="_" + old.lstrip("_"))


unmangle = Transform(
    id="unmangle",
    title="Rename to `{new}` in the class",
    safety=Safety.SAFE,
    reach=Reach.CLASS,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(DERIVING,),
)
