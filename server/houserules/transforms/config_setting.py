"""A key is set in the configuration of a pydantic model, which is written where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name, first_statement, is_docstring
from houserules.extractors.config_keys import CONFIG_KEYS, UNKNOWN
from houserules.extractors.field_kinds import FIELD_KIND_READS, enum_fields, has_alias
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.pydantic_config import CONFIG_DICTS, CONFIG_READS
from houserules.extractors.qualified_names import resolves_to
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

_CONFIG_DICT = {
    ModelKind.MODEL: ("pydantic", "ConfigDict"),
    ModelKind.SETTINGS: ("pydantic_settings", "SettingsConfigDict"),
}
_Edit = Change | ImportNeed
ENUM_REASON = "the attributes are plain values instead of members from then on"
POPULATING_KEYS = frozenset(
    {"populate_by_name", "validate_by_name", "allow_population_by_field_name", UNKNOWN}
)


def _apply(rewrite: RewritePass, node: cst.ClassDef, key: str, v1_key: str) -> Iterator[_Edit]:
    """Set ``key`` to ``True``; a ``class Config`` has no place for it without ``v1_key``."""
    depth = rewrite.view.unit.depth + 1
    members = [
        m
        for m in rewrite.class_members()
        if m.view.unit.depth == depth and m.view.unit.kind is not UnitKind.FOOTER
    ]
    for member in members:
        statement = first_statement(member.view.node)
        if isinstance(statement, cst.Assign | cst.AnnAssign):
            target = (
                statement.target
                if isinstance(statement, cst.AnnAssign)
                else statement.targets[0].target
            )
            if dotted_name(target) == "model_config":
                yield from _into_dict(member, statement, key)
                return
        elif isinstance(statement, cst.ClassDef) and statement.name.value == "Config":
            yield from _into_class(member, v1_key)
            return
    yield from _created(rewrite, node, members, key)


def _into_dict(
    member: RewritePass, statement: cst.Assign | cst.AnnAssign, key: str
) -> Iterator[Change]:
    value = statement.value
    member.ancestors = []
    if not isinstance(value, cst.Call) or resolves_to(member, value.func, CONFIG_DICTS) is None:
        return
    end = member.span(value).end - 1
    written = f"{key}=True"
    if not value.args:
        if not member.has_comment(member.span(value)):
            yield member.insert(end, written)
        return
    last = value.args[-1]
    stop = member.span(last).end
    rest = member.source[stop:end]
    if isinstance(last.comma, cst.Comma) and ("\n" in rest or "\r" in rest):
        line = member.lines_of(Span(end, end)).start
        if member.source[line:end].strip() == "":
            indent = member.indentation(last)
            yield member.insert(line, f"{indent}{written},{member.newline}")
        return
    if not member.has_comment(Span(stop, end)):
        yield member.insert(stop, f", {written}")


def _into_class(member: RewritePass, v1_key: str) -> Iterator[Change]:
    unit = member.view.unit
    inside = member.class_members()
    if not v1_key or not inside or unit.kind is not UnitKind.CLASS_HEADER:
        return
    first = inside[0]
    if isinstance(first_statement(first.view.node), cst.Pass) or is_docstring(first.view.node):
        return
    indent = unit.body_indent or ""
    if first.source[: first.view.unit.item_start].strip() == "" and indent:
        yield first.insert(0, f"{indent}{v1_key} = True{member.newline}")


def _created(
    rewrite: RewritePass, node: cst.ClassDef, members: list[RewritePass], key: str
) -> Iterator[_Edit]:
    kind = rewrite.lookup(MODELS, ".".join((*rewrite.class_path, node.name.value)))
    if kind is None or not members or rewrite.view.unit.kind is not UnitKind.CLASS_HEADER:
        return
    has_docstring = is_docstring(members[0].view.node)
    if has_docstring and len(members) == 1:
        return
    first = members[1] if has_docstring else members[0]
    found = name_for(first, *_CONFIG_DICT[kind], node)
    indent = rewrite.view.unit.body_indent
    if found is None or not indent or isinstance(first_statement(first.view.node), cst.Pass):
        return
    newline = rewrite.newline
    above = newline if has_docstring and first.source.startswith(("\n", "\r")) else ""
    below = "" if first.source.startswith(("\n", "\r")) else newline
    yield from found[1]
    yield first.insert(0, f"{above}{indent}model_config = {found[0]}({key}=True){newline}{below}")


def _is_unset(p: UnitPass, node: cst.ClassDef, keys: frozenset[str]) -> bool:
    path = ".".join((*p.class_path, node.name.value))
    if not node.bases or p.ancestors or p.lookup(MODELS, path) is not ModelKind.MODEL:
        return False
    return not p.lookup(CONFIG_KEYS, path) & keys


def _enum_sites(p: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    is_unset = _is_unset(p, node, frozenset({"use_enum_values", UNKNOWN}))
    if is_unset and next(enum_fields(p, node), ""):
        yield set_enum_values.at(node, reason=ENUM_REASON)


def _alias_sites(p: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    if _is_unset(p, node, POPULATING_KEYS) and has_alias(p, node):
        yield set_populate_by_name.at(node)


_READS = (*IMPORT_READS, *CONFIG_READS, *FIELD_KIND_READS, CONFIG_KEYS)
set_enum_values = Transform(
    id="set-enum-values",
    title="Set `use_enum_values` in the configuration",
    safety=Safety.UNSAFE,
    reach=Reach.CLASS,
    apply=partial(_apply, key="use_enum_values", v1_key="use_enum_values"),
    sites=_enum_sites,
    on=(cst.ClassDef,),
    requires=_READS,
)
set_populate_by_name = Transform(
    id="set-populate-by-name",
    title="Set `populate_by_name` in the configuration",
    safety=Safety.SAFE,
    reach=Reach.CLASS,
    apply=partial(_apply, key="populate_by_name", v1_key="allow_population_by_field_name"),
    sites=_alias_sites,
    on=(cst.ClassDef,),
    requires=_READS,
)
