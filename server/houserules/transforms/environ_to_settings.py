"""A variable read from the environment becomes a field of the settings class of the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.extractors.env_files import EVERY_ENV_ENTRY, PRESENT
from houserules.extractors.environment import (
    ENVIRONMENT_READS,
    EnvironmentUse,
    UseKind,
    environment_use,
)
from houserules.extractors.settings_classes import SETTINGS_TARGETS, SettingsTarget, field_of
from houserules.extractors.strings import literal_string
from houserules.fixes.change import Change, Elsewhere, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.env_template import template_entry
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for

REASON = "settings are read once, when they are first asked for"
_CASTS = ("int", "float", "str")


def can_be_setting(unit_pass: UnitPass, node: cst.CSTNode, use: EnvironmentUse) -> bool:
    """Whether a read can become a field: a literal name, and a default that a field can have."""
    if use.kind is not UseKind.READ or not use.name.isidentifier():
        return False
    if isinstance(node, cst.Comparison) or dotted_name(getattr(node, "func", node)).endswith(
        "setdefault"
    ):
        return False
    return use.default is None or isinstance(use.default, cst.SimpleString | cst.Name)


def field_name(target: SettingsTarget, variable: str) -> tuple[str, bool] | None:
    """The field that a variable is read through, and whether it exists; ``None`` for none."""
    for name, known in target.fields:
        if known == variable.upper():
            return name, True
    prefix = target.prefix.upper()
    if not variable.upper().startswith(prefix):
        return None
    name = variable[len(prefix) :].lower()
    taken = any(known == name for known, _ in target.fields)
    return (name, False) if name.isidentifier() and not name.startswith("_") and not taken else None


def _apply(rewrite: RewritePass, node: cst.BaseExpression, accessor: str) -> Iterator[Any]:
    use = environment_use(rewrite, node)
    target = rewrite.lookup(SETTINGS_TARGETS, accessor)
    if use is None or target is None or not can_be_setting(rewrite, node, use):
        return
    if target.module == rewrite.module.name:
        yield Refusal("the settings class is defined in this very file")
        return
    found = field_name(target, use.name)
    name, call = accessor.removesuffix("()"), "()" if accessor.endswith("()") else ""
    imported = name_for(rewrite, target.module, name, node)
    if found is None or imported is None:
        yield Refusal(f"`{target.name}` has no place for {use.name}, or `{name}` is taken here")
        return
    field, exists = found
    cast, whole = _cast_around(rewrite, node)
    if not exists:
        added = _added_field(rewrite, target, field, *_typed(use, cast))
        if added is None:
            yield Refusal(f"no place for a field is found in `{target.name}`")
            return
        yield added
        if rewrite.lookup(EVERY_ENV_ENTRY, PRESENT):
            yield from template_entry(rewrite, use.name, literal_string(use.default) or "")
    local, needs = imported
    yield from needs
    yield rewrite.replace(whole, f"{local}{call}.{field}")


def _cast_around(rewrite: RewritePass, node: cst.BaseExpression) -> tuple[str, cst.BaseExpression]:
    """``int(…)`` around a read, and what it replaces with it."""
    if len(rewrite.ancestors) < 2:
        return "", node
    call, arg = rewrite.ancestors[-2:]
    if not isinstance(call, cst.Call) or not isinstance(arg, cst.Arg) or len(call.args) != 1:
        return "", node
    name = dotted_name(call.func)
    if name not in _CASTS or arg.keyword or arg.star or not means_builtin(rewrite, name, call):
        return "", node
    return name, call


def _typed(use: EnvironmentUse, cast: str) -> tuple[str, str]:
    """The annotation and the default of the field."""
    text = literal_string(use.default)
    if use.default is not None and text is None:
        return f"{cast or 'str'} | None", "None"
    if text is None:
        return (cast or "str", "") if use.required or cast else ("str | None", "None")
    if cast in ("int", "float"):
        return (cast, text) if _is_number(text, cast) else (cast, "")
    return "str", cst.Module(()).code_for_node(use.default) if use.default else ""


def _is_number(text: str, cast: str) -> bool:
    return text.isdecimal() if cast == "int" else text.replace(".", "", 1).isdecimal()


def _added_field(
    rewrite: RewritePass, target: SettingsTarget, field: str, kind: str, default: str
) -> Elsewhere | None:
    """The field behind the last one of the class, in its file."""
    project = rewrite.project
    source = project.module(target.module) if project else None
    if project is None or source is None:
        return None
    last: RewritePass | None = None
    for unit in source.units(project):
        if unit.class_path == (target.name,) and field_of(first_statement(unit.view.node)):
            last = unit
    if last is None:
        return None
    statement = last.view.node
    assert statement is not None
    lines = last.lines_of(statement)
    text = f"{last.indentation(statement)}{field}: {kind}" + (f" = {default}" if default else "")
    if last.source[lines.start : lines.end].endswith(("\n", "\r")):
        change: Change = last.insert(lines.end, text + last.newline)
    else:
        change = last.insert(lines.end, last.newline + text)
    return Elsewhere(source.module.path, change)


environ_to_settings = Transform(
    id="environ-to-settings",
    title="Read it through `{accessor}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(*IMPORT_READS, *ENVIRONMENT_READS, SETTINGS_TARGETS, EVERY_ENV_ENTRY),
)
