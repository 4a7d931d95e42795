"""A variable read from the environment becomes a field of the settings class of the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import first_statement
from houserules.extractors.env_files import EVERY_ENV_ENTRY, PRESENT
from houserules.extractors.environment import ENVIRONMENT_READS, environment_use
from houserules.extractors.settings_classes import SETTINGS_TARGETS, SettingsTarget, field_of
from houserules.fixes.change import Elsewhere, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.env_template import template_entry
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for
from houserules.transforms.settings_field import (
    SECRET,
    NewField,
    asks_whether_set,
    can_be_setting,
    field_name,
    new_field,
    template_value,
)
from houserules.transforms.settings_reading import (
    cast_around,
    reading_of_known,
    reading_of_new,
)

REASON = "settings are read once, when they are first asked for"
LATE_REASON = f"{REASON}, and the default is computed only where it is needed"


def _apply(rewrite: RewritePass, node: cst.BaseExpression, accessor: str) -> Iterator[Any]:
    use = environment_use(rewrite, node)
    target = rewrite.lookup(SETTINGS_TARGETS, accessor)
    if use is None or target is None or not can_be_setting(node, use):
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
    cast, around = cast_around(rewrite, node)
    if around is not None and not means_builtin(rewrite, cast, around):
        yield Refusal(f"`{cast}` is not the builtin here")
        return
    field, annotation = found
    local, needs = imported
    path = f"{local}{call}.{field}"
    if annotation is not None:
        if asks_whether_set(node, use) and field not in target.empty_without:
            yield Refusal(f"`{target.name}.{field}` does not show whether {use.name} is set")
            return
        reading = reading_of_known(rewrite, node, use, annotation, path)
        if reading is None:
            yield Refusal(f"`{target.name}.{field}` is `{annotation}`, and is used as text here")
            return
    else:
        new = new_field(node, use, cast)
        added = tuple(added_field(rewrite, target, field, new))
        if not added:
            yield Refusal(f"no place for a field is found in `{target.name}`")
            return
        yield from added
        if rewrite.lookup(EVERY_ENV_ENTRY, PRESENT):
            names = tuple(variable for _, variable, _ in target.fields)
            yield from template_entry(rewrite, use.name, template_value(use), "", names)
        reading = reading_of_new(rewrite, node, use, new, path)
    yield from needs
    yield rewrite.replace(reading.place, reading.text)


def added_field(
    rewrite: RewritePass, target: SettingsTarget, field: str, new: NewField
) -> Iterator[Elsewhere]:
    """The field behind the last one of the class, in its file, and what it imports there."""
    project = rewrite.project
    source = project.module(target.module) if project else None
    if project is None or source is None:
        return
    last: RewritePass | None = None
    for unit in source.units(project):
        if unit.class_path == (target.name,) and field_of(first_statement(unit.view.node)):
            last = unit
    statement = last.view.node if last is not None else None
    if last is None or statement is None:
        return
    secret = SECRET
    if new.is_secret:
        named = name_for(last, "pydantic", SECRET, statement)
        if named is None:
            return
        secret = named[0]
        yield from (Elsewhere(source.module.path, need) for need in named[1])
    lines = last.lines_of(statement)
    text = last.indentation(statement) + new.declaration(field, secret)
    ends = last.source[lines.start : lines.end].endswith(("\n", "\r"))
    text = text + last.newline if ends else last.newline + text
    yield Elsewhere(source.module.path, last.insert(lines.end, text))


environ_to_settings = Transform(
    id="environ-to-settings",
    title="Read it through `{accessor}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(*IMPORT_READS, *ENVIRONMENT_READS, SETTINGS_TARGETS, EVERY_ENV_ENTRY),
)
