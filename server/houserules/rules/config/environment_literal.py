"""A setting with a few known values is any text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument, literal_string
from houserules.text.excerpt import excerpt
from houserules.transforms.literal_field import LITERAL_REASON, field_to_literal

_STR = frozenset({"builtins.str"})
_LEVEL_WORDS = ("level",)


@dataclass(frozen=True)
class Options:
    """Options of ``config/environment-literal``.

    Attributes:
        names: The fields that hold the environment or the level of logs.
        environments: The values of an environment.
        levels: The values of a field whose name holds `level`.
    """

    names: tuple[str, ...] = ("environment", "env", "app_env", "stage", "log_level")
    environments: tuple[str, ...] = ("development", "staging", "production")
    levels: tuple[str, ...] = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@rule(
    id="config/environment-literal",
    on=(cst.AnnAssign,),
    requires=(MODELS, BINDINGS),
    options=Options,
    severity="hint",
    fixes=(field_to_literal,),
    message="`{name}` takes a few values; say which with `Literal[…]`",
    why="A misspelt environment is refused when the program starts, instead of being taken for "
    "one that is not production.",
    allow_when="Deployments name their environments as they like.",
    examples=[
        Example(
            "from pydantic_settings import BaseSettings\n\n\n"
            "class Settings(BaseSettings):\n"
            '    stage: str = "production"'
            "  # want: `stage` takes a few values; say which with `Literal[…]` # at: stage\n",
            fixed="from typing import Literal\n\n"
            "from pydantic_settings import BaseSettings\n\n\n"
            "class Settings(BaseSettings):\n"
            '    stage: Literal["development", "staging", "production"] = "production"\n',
        ),
        Example('class Settings:\n    stage: str = "production"\n'),
    ],
)
def environment_literal(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    """Report the name of the field."""
    target, options = node.target, p.options
    if not isinstance(target, cst.Name) or target.value.lower() not in options.names:
        return
    if not p.class_path or first_statement(p.view.node) is not node:
        return
    if not resolves_to(p, node.annotation.annotation, _STR):
        return
    if p.lookup(MODELS, ".".join(p.class_path)) is not ModelKind.SETTINGS:
        return
    is_level = any(word in target.value.lower() for word in _LEVEL_WORDS)
    values = _with_default(node, options.levels if is_level else options.environments)
    fix = field_to_literal.at(node, reason=LITERAL_REASON, values=values) if values else None
    yield p.finding(target, fix=fix, name=excerpt(target.value, 30))


def _with_default(node: cst.AnnAssign, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values with that of the field's default; none where the default cannot be read."""
    value = node.value
    if isinstance(value, cst.Call):
        if dotted_name(value.func).rpartition(".")[2] != "Field":
            return ()
        given = argument(value, "default", 0)
        value = given.value if given is not None else None
    if value is None or isinstance(value, cst.Ellipsis):
        return values
    default = literal_string(value)
    if default is None or not default.isprintable() or "'" in default or '"' in default:
        return ()
    if default in values:
        return values
    if default.islower() and default.upper() in values:
        return tuple(word.lower() for word in values)
    return (default, *values)
