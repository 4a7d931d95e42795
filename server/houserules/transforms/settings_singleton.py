"""One settings object for the whole program, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.syntax.unit import UnitKind
from houserules.transforms.import_names import IMPORT_READS, name_for

SHARED_REASON = "the object is shared from now on: what one caller changes, others find"
_Edit = Change | ImportNeed


def _shared(rewrite: RewritePass, call: cst.Call, accessor: str, module: str) -> Iterator[_Edit]:
    name = accessor.removesuffix("()")
    if module == rewrite.module.name:
        yield rewrite.replace(call, accessor)
        return
    found = name_for(rewrite, module, name, call)
    if found is not None:
        yield from found[1]
        yield rewrite.replace(call, found[0] + accessor.removeprefix(name))


def _cached(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[_Edit]:
    found = name_for(rewrite, "functools", "lru_cache", function)
    if found is not None and not function.decorators:
        yield from found[1]
        start = rewrite.view.unit.item_start
        yield rewrite.insert(start, f"@{found[0]}{rewrite.newline}")


def _provided(rewrite: RewritePass, node: cst.ClassDef, accessor: str) -> Iterator[_Edit]:
    name, unit, newline = node.name.value, rewrite.view.unit, rewrite.newline
    members = rewrite.class_members()
    if unit.depth or unit.kind is not UnitKind.CLASS_HEADER or not members:
        return
    if rewrite.lookup(BINDINGS, accessor.removesuffix("()")):
        return
    lines = [f"{accessor} = {name}()"]
    if accessor.endswith("()"):
        found = name_for(rewrite, "functools", "lru_cache", node)
        if found is None:
            return
        yield from found[1]
        lines = [
            f"@{found[0]}",
            f"def {accessor} -> {name}:",
            f'{rewrite.indent}"""Give the settings of this process."""',
            f"{rewrite.indent}return {name}()",
        ]
    last = members[-1]
    end = "" if last.source.endswith(("\n", "\r")) else newline
    text = end + newline * 2 + newline.join(lines) + ("" if end else newline)
    yield last.insert(len(last.source), text)


share_settings = Transform(
    id="share-settings",
    title="Write `{accessor}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_shared,
    requires=IMPORT_READS,
)
cache_settings = Transform(
    id="cache-settings",
    title="Cache the settings with `lru_cache`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_cached,
    requires=IMPORT_READS,
)
provide_settings = Transform(
    id="provide-settings",
    title="Write `{accessor}` below the class",
    safety=Safety.SKELETON,
    reach=Reach.PROJECT,
    apply=_provided,
    requires=IMPORT_READS,
)
