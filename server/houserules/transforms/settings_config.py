"""A settings class is configured as the team has it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import is_docstring
from houserules.extractors.pydantic_config import CONFIG_READS, config_dict
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.syntax.unit import UnitKind
from houserules.transforms.call_keywords import appended
from houserules.transforms.import_names import IMPORT_READS, name_for

CONFIG_REASON = "settings may be read from elsewhere, or be refused, from now on"
_Edit = Change | ImportNeed


def _create(rewrite: RewritePass, node: cst.ClassDef, keywords: tuple[str, ...]) -> Iterator[_Edit]:
    members = rewrite.class_members()
    if rewrite.view.unit.kind is not UnitKind.CLASS_HEADER or not members:
        return
    found = name_for(rewrite, "pydantic_settings", "SettingsConfigDict", node)
    if found is None:
        return
    yield from found[1]
    first = members[0]
    indent, newline = first.view.unit.indent or rewrite.indent, rewrite.newline
    text = f"model_config = {found[0]}({', '.join(keywords)})"
    if len(indent + text) > _WIDEST:
        inner = "".join(f"{indent}{rewrite.indent}{k},{newline}" for k in keywords)
        text = f"model_config = {found[0]}({newline}{inner}{indent})"
    source = first.source
    if first.view.node is not None and is_docstring(first.view.node):
        end = "" if source.endswith(("\n", "\r")) else newline
        yield first.insert(len(source), f"{end}{newline}{indent}{text}{'' if end else newline}")
        return
    start = len(source) - len(source.lstrip("\r\n"))
    yield first.insert(start, f"{indent}{text}{newline}")


_WIDEST = 88


def _extend(
    rewrite: RewritePass, node: cst.Assign | cst.AnnAssign, keywords: tuple[str, ...]
) -> Iterator[Change]:
    value = config_dict(rewrite, node)
    if isinstance(value, cst.Call):
        yield from appended(rewrite, value, value.args[-1] if value.args else None, keywords)
    elif isinstance(value, cst.Dict):
        entries = [f'"{key}": {rest}' for key, _, rest in (k.partition("=") for k in keywords)]
        yield from appended(rewrite, value, value.elements[-1] if value.elements else None, entries)


def _exchange(rewrite: RewritePass, node: cst.BaseExpression, value: str) -> Iterator[Change]:
    yield rewrite.replace(node, value)


create_settings_config = Transform(
    id="create-settings-config",
    title="Write the `model_config`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_create,
    requires=(*IMPORT_READS, *CONFIG_READS),
)
extend_settings_config = Transform(
    id="extend-settings-config",
    title="Add the missing keys",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_extend,
    requires=CONFIG_READS,
)
exchange_config_value = Transform(
    id="exchange-config-value",
    title="Write `{value}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_exchange,
)
