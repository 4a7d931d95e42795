"""A project without settings gets a module for them, with the first variable that is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.env_files import EVERY_ENV_ENTRY, PRESENT
from houserules.extractors.environment import ENVIRONMENT_READS, environment_use
from houserules.extractors.settings_place import SETTINGS_PLACES
from houserules.fixes.change import NewFile, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.transforms.env_template import template_entry
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for
from houserules.transforms.settings_field import (
    NewField,
    can_be_setting,
    field_name,
    new_field,
    template_value,
)
from houserules.transforms.settings_reading import cast_around, reading_of_new

REASON = "needs `pydantic-settings`, and a look at where settings come from"


def _apply(
    rewrite: RewritePass, node: cst.BaseExpression, accessor: str, path: str
) -> Iterator[Any]:
    use = environment_use(rewrite, node)
    place = rewrite.lookup(SETTINGS_PLACES, "")
    found = field_name(None, use.name) if use is not None else None
    if use is None or found is None or place is None or place.path != path:
        return
    if not can_be_setting(node, use):
        return
    name, call = accessor.removesuffix("()"), "()" if accessor.endswith("()") else ""
    imported = name_for(rewrite, place.module, name, node)
    cast, around = cast_around(rewrite, node)
    if imported is None or (around is not None and not means_builtin(rewrite, cast, around)):
        yield Refusal(f"`{name}` or `{cast}` means something else here")
        return
    new = new_field(node, use, cast)
    text = settings_module(found[0], new, accessor, rewrite.indent)
    yield NewFile(path, text.replace("\n", rewrite.newline))
    if rewrite.lookup(EVERY_ENV_ENTRY, PRESENT):
        yield from template_entry(rewrite, use.name, template_value(use))
    local, needs = imported
    yield from needs
    reading = reading_of_new(rewrite, node, use, new, f"{local}{call}.{found[0]}")
    yield rewrite.replace(reading.place, reading.text)


def settings_module(field: str, new: NewField, accessor: str, indent: str) -> str:
    """A module with a settings class of one field, and what gives access to it."""
    is_function = accessor.endswith("()")
    name = accessor.removesuffix("()")
    lines = ['"""Settings of the application."""', ""]
    if is_function:
        lines += ["from functools import lru_cache", ""]
    if new.is_secret:
        lines.append("from pydantic import SecretStr")
    lines += [
        "from pydantic_settings import BaseSettings, SettingsConfigDict",
        "",
        "",
        "class Settings(BaseSettings):",
        f'{indent}"""Settings, read from the environment and from `.env`."""',
        "",
        f'{indent}model_config = SettingsConfigDict(env_file=".env", extra="ignore")',
        "",
        f"{indent}{new.declaration(field)}",
        "",
        "",
    ]
    if is_function:
        lines += [
            "@lru_cache",
            f"def {name}() -> Settings:",
            f'{indent}"""Return the settings of this process."""',
            f"{indent}return Settings()",
        ]
    else:
        lines.append(f"{name} = Settings()")
    return "\n".join(lines) + "\n"


create_settings_module = Transform(
    id="create-settings-module",
    title="Create `{path}` and read it through `{accessor}`",
    safety=Safety.SKELETON,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(*IMPORT_READS, *ENVIRONMENT_READS, SETTINGS_PLACES, EVERY_ENV_ENTRY),
)
