"""A value that is written in the code becomes a field of the settings class of the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.env_files import EVERY_ENV_ENTRY, PRESENT
from houserules.extractors.settings_classes import SETTINGS_TARGETS, SettingsTarget
from houserules.fixes.change import Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.env_template import template_entry
from houserules.transforms.environ_to_settings import added_field
from houserules.transforms.import_names import IMPORT_READS, name_for
from houserules.transforms.settings_field import SECRET, NewField, field_name


def has_place(unit: UnitPass, accessor: str, field: str) -> bool:
    """Whether the settings class behind an accessor can take a field of a name.

    ``False`` while that is not known. The rule must require ``SETTINGS_TARGETS``.
    """
    target = unit.lookup_if_ready(SETTINGS_TARGETS, accessor)
    if target is None or target.module == unit.module.name:
        return False
    found = field_name(target, _variable(target, field))
    return found is not None and found == (field, None)


def _variable(target: SettingsTarget, field: str) -> str:
    return f"{target.prefix}{field}".upper()


def _apply(
    rewrite: RewritePass,
    node: cst.BaseExpression,
    accessor: str,
    field: str,
    annotation: str,
    default: str = "",
) -> Iterator[Any]:
    target = rewrite.lookup(SETTINGS_TARGETS, accessor)
    if target is None or not has_place(rewrite, accessor, field):
        return
    name, call = accessor.removesuffix("()"), "()" if accessor.endswith("()") else ""
    imported = name_for(rewrite, target.module, name, node)
    if imported is None:
        yield Refusal(f"`{name}` means something else here")
        return
    added = tuple(added_field(rewrite, target, field, NewField(annotation, default)))
    if not added:
        yield Refusal(f"no place for a field is found in `{target.name}`")
        return
    yield from added
    if rewrite.lookup(EVERY_ENV_ENTRY, PRESENT):
        names = tuple(variable for _, variable, _ in target.fields)
        yield from template_entry(rewrite, _variable(target, field), "", "", names)
    local, needs = imported
    yield from needs
    revealed = ".get_secret_value()" if annotation == SECRET else ""
    yield rewrite.replace(node, f"{local}{call}.{field}{revealed}")


literal_to_settings = Transform(
    id="literal-to-settings",
    title="Read it from the settings, as `{field}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(*IMPORT_READS, SETTINGS_TARGETS, EVERY_ENV_ENTRY),
)
