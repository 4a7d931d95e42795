"""The configuration of a pydantic model from one form to the other; the two are inverse."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import is_docstring
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.pydantic_config import (
    CONFIG_READS,
    config_class,
    config_dict,
    extra_of,
)
from houserules.extractors.pydantic_keys import DROPPED_KEYS, with_v1_key, with_v2_key
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span
from houserules.transforms.config_entries import (
    Entries,
    as_call,
    as_class,
    entries_of_class,
    entries_of_dict,
)
from houserules.transforms.import_names import IMPORT_READS, name_for

_CONFIG_DICT = {
    ModelKind.MODEL: ("pydantic", "ConfigDict"),
    ModelKind.SETTINGS: ("pydantic_settings", "SettingsConfigDict"),
}


def _to_dict(rewrite: RewritePass, node: cst.ClassDef) -> Iterator[Change | ImportNeed]:
    model = rewrite.class_header()
    kind = rewrite.lookup(MODELS, ".".join(rewrite.class_path))
    known = config_class(rewrite, node)
    if model is None or kind is None or known is None:
        return
    entries = entries_of_class(rewrite, node, known.base)
    if entries is None or not _map_to_v2(rewrite, entries):
        return
    found = name_for(rewrite, *_CONFIG_DICT[kind], node)
    if found is None:
        return
    callee, needs = found
    unit = rewrite.view.unit
    step = (unit.body_indent or "").removeprefix(unit.indent or "") or rewrite.indent
    text = as_call(rewrite, entries, callee, unit.indent or "", step)
    yield from needs
    yield from _placed(rewrite, model, text)


def _placed(rewrite: RewritePass, model: RewritePass, text: str) -> Iterator[Change]:
    """Put the assignment in the place of the class, as the first statement of its model."""
    newline = rewrite.newline
    start = rewrite.view.unit.item_start
    members = [
        m
        for m in model.class_members()
        if m.view.unit.depth == rewrite.view.unit.depth and m.view.unit.kind is not UnitKind.FOOTER
    ]
    has_docstring = is_docstring(members[0].view.node)
    first = members[1] if has_docstring else members[0]
    whole = Span(0, len(rewrite.source))
    below = rewrite.class_members()
    if first.view.unit is rewrite.view.unit:
        last = below[-1] if below else rewrite
        end = newline if last.source.endswith(("\n", "\r")) else ""
        yield rewrite.replace_span(Span(start, whole.end), text + end)
    else:
        comments = rewrite.source[:start].lstrip("\r\n") if rewrite.parsed.comments else ""
        above = newline if has_docstring else ""
        after = "" if first.source.startswith(("\n", "\r")) else newline
        yield first.insert(0, f"{above}{comments}{text}{newline}{after}")
        yield rewrite.replace_span(whole, "")
    for member in below:
        yield member.replace_span(Span(0, len(member.source)), "")


def _to_class(
    rewrite: RewritePass, node: cst.Assign | cst.AnnAssign
) -> Iterator[Change | ImportNeed]:
    value = config_dict(rewrite, node)
    entries = entries_of_dict(rewrite, value) if value is not None else None
    if entries is None or not _map_to_v1(entries):
        return
    unit = rewrite.view.unit
    text = as_class(rewrite, entries, unit.indent or "", rewrite.indent)
    if text is None:
        return
    following = rewrite.neighbour(1)
    parted = (
        following is None
        or following.view.unit.depth < unit.depth
        or following.source.startswith(("\n", "\r"))
    )
    end = rewrite.source[len(rewrite.source.rstrip("\r\n")) :]
    text += end if parted else end + rewrite.newline
    yield rewrite.replace_span(Span(unit.item_start, len(rewrite.source)), text)


def _map_to_v2(rewrite: RewritePass, entries: Entries) -> bool:
    for item in list(entries.items):
        if item.key in DROPPED_KEYS and not (item.above or item.beside):
            entries.items.remove(item)
            continue
        mapped = with_v2_key(item.key, item.value, extra_of(rewrite, item.node))
        if mapped is None:
            return False
        item.key, item.value = mapped
    return _distinct(entries)


def _map_to_v1(entries: Entries) -> bool:
    for item in entries.items:
        mapped = with_v1_key(item.key, item.value)
        if mapped is None:
            return False
        item.key, item.value = mapped
    return _distinct(entries)


def _distinct(entries: Entries) -> bool:
    return len({i.key for i in entries.items}) == len(entries.items)


def _class_sites(unit_pass: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    found = config_class(unit_pass, node)
    if found and found.is_convertible and not found.base:
        yield config_class_to_dict.at(node)


def _dict_sites(unit_pass: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[FixRef]:
    if config_dict(unit_pass, node) is not None and not unit_pass.siblings_named("Config"):
        yield config_dict_to_class.at(node)


config_class_to_dict = Transform(
    id="config-class-to-dict",
    title="Write `model_config`",
    safety=Safety.SAFE,
    reach=Reach.CLASS,
    apply=_to_dict,
    sites=_class_sites,
    on=(cst.ClassDef,),
    requires=(*IMPORT_READS, *CONFIG_READS),
)
config_dict_to_class = Transform(
    id="config-dict-to-class",
    title="Write an inner `class Config`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_class,
    sites=_dict_sites,
    on=(cst.Assign, cst.AnnAssign),
    requires=(*IMPORT_READS, *CONFIG_READS),
)
