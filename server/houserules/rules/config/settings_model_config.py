"""A settings class is configured otherwise than the team configures them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.pydantic_config import CONFIG_READS, config_dict, dict_contents
from houserules.extractors.settings_config import (
    SETTINGS_CONFIG_READS,
    Value,
    has_nested_models,
    is_direct_settings,
    is_part_of_settings,
    keywords,
    literal_value,
    written,
)
from houserules.extractors.strings import literal_string
from houserules.fixes.safety import Safety
from houserules.text.excerpt import excerpt
from houserules.transforms.settings_config import (
    CONFIG_REASON,
    create_settings_config,
    exchange_config_value,
    extend_settings_config,
)

_DELIMITER = "env_nested_delimiter"
_LIBRARY = frozenset({"case_sensitive=False", 'extra="forbid"'})
"""What pydantic-settings does on its own: saying it changes nothing."""


def _usual() -> Mapping[str, Value]:
    return {"env_file": ".env", _DELIMITER: "__", "case_sensitive": False, "extra": "ignore"}


@dataclass(frozen=True)
class Options:
    """Options of ``config/settings-model-config``.

    Attributes:
        required: The keys that a settings class sets, with their values.
        nested_only: Whether `env_nested_delimiter` is asked for only where a field holds a model.
    """

    required: Mapping[str, str | bool | int] = field(default_factory=_usual)
    nested_only: bool = True


@rule(
    id="config/settings-model-config",
    on=(cst.ClassDef, cst.Assign, cst.AnnAssign),
    requires=(*CONFIG_READS, *SETTINGS_CONFIG_READS),
    options=Options,
    fixes=(create_settings_config, extend_settings_config, exchange_config_value),
    message="settings class `{name}` lacks `{missing}`",
    why="All settings are read from the same places, and a misspelt variable has the same "
    "consequence everywhere.",
    allow_when="A class is read from somewhere else on purpose.",
    examples=[
        Example(
            "from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\n"
            "class AppSettings(BaseSettings):\n"
            '    model_config = SettingsConfigDict(env_file=".env")'
            "  # want: settings class `AppSettings` lacks `case_sensitive=False`\n"
            "    debug: bool = False\n",
            fixed="from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\n"
            "class AppSettings(BaseSettings):\n"
            '    model_config = SettingsConfigDict(env_file=".env", case_sensitive=False)\n'
            "    debug: bool = False\n",
            options=(("required", {"env_file": ".env", "case_sensitive": False}),),
        ),
        Example(
            "from pydantic_settings import BaseSettings\n\n\n"
            "class AppSettings(BaseSettings):"
            '  # want: settings class `AppSettings` lacks `env_file=".env"`\n'
            "    debug: bool = False\n",
            fixed="from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\n"
            "class AppSettings(BaseSettings):\n"
            '    model_config = SettingsConfigDict(env_file=".env")\n'
            "    debug: bool = False\n",
            options=(("required", {"env_file": ".env"}),),
        ),
    ],
)
def settings_model_config(
    p: UnitPass, node: cst.ClassDef | cst.Assign | cst.AnnAssign
) -> Iterator[Finding]:
    """Report the class without a configuration, else what is missing or different in it."""
    if isinstance(node, cst.ClassDef):
        yield from _of_class(p, node)
        return
    value = config_dict(p, node) if len(p.class_path) == 1 else None
    if value is None or p.lookup(MODELS, p.class_path[0]) is not ModelKind.SETTINGS:
        return
    name = p.class_path[0]
    if is_part_of_settings(p, name):
        return
    required = _required(p, name)
    contents = dict_contents(value)
    missing = tuple(keywords(required, contents.keys))
    is_whole = contents.is_literal and not contents.spreads
    if missing and is_whole and is_direct_settings(p, p.enclosing_classes[0].bases):
        target = node.target if isinstance(node, cst.AnnAssign) else node.targets[0].target
        is_safe = _LIBRARY.issuperset(missing)
        fix = extend_settings_config.at(
            node,
            keywords=missing,
            safety=Safety.SAFE if is_safe else Safety.UNSAFE,
            reason="" if is_safe else CONFIG_REASON,
        )
        yield p.finding(target, fix=fix, name=excerpt(name, 24), missing=_shown(missing))
    for key, item in _items(value):
        given, wanted = literal_value(item), required.get(key)
        if given is None or wanted is None or (given == wanted and type(given) is type(wanted)):
            continue
        yield p.finding(
            item,
            fix=exchange_config_value.at(item, value=written(wanted), reason=CONFIG_REASON),
            message="`{key}` is `{given}` in `{name}`; the team has `{wanted}`",
            key=key,
            given=excerpt(written(given), 20),
            wanted=excerpt(written(wanted), 20),
            name=excerpt(name, 20),
        )


def _of_class(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    name = node.name.value
    bases = tuple("" if base.star else dotted_name(base.value) for base in node.bases)
    if p.class_path or p.ancestors or not bases or not is_direct_settings(p, bases):
        return
    names = {n for member in p.members(node) for n in member.names}
    if names & {"model_config", "Config"} or is_part_of_settings(p, name) or node.keywords:
        return
    missing = tuple(keywords(_required(p, name), ()))
    if missing:
        fix = create_settings_config.at(node, keywords=missing, reason=CONFIG_REASON)
        yield p.finding(node.name, fix=fix, name=excerpt(name, 24), missing=_shown(missing))


def _required(p: UnitPass, name: str) -> Mapping[str, Value]:
    options: Options = p.options
    if not options.nested_only or _DELIMITER not in options.required or has_nested_models(p, name):
        return options.required
    return {key: value for key, value in options.required.items() if key != _DELIMITER}


def _items(value: cst.Call | cst.Dict) -> Iterator[tuple[str, cst.BaseExpression]]:
    if isinstance(value, cst.Call):
        for arg in value.args:
            if arg.keyword is not None:
                yield arg.keyword.value, arg.value
        return
    for element in value.elements:
        if isinstance(element, cst.DictElement):
            yield literal_string(element.key) or "", element.value


def _shown(missing: tuple[str, ...]) -> str:
    return excerpt(", ".join(missing), 48)
