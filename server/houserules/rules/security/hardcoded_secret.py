"""A secret is written in the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.secret_values import looks_secret, names_secret, shape_of
from houserules.extractors.settings_classes import SETTINGS_TARGETS
from houserules.extractors.strings import literal_string
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.literal_to_settings import has_place, literal_to_settings

_SHAPE = "{kind} is written here; read it from the settings"
_REASON = "the secret has to be in the environment before the program starts"
_TESTS = (Role.TEST, Role.CONFTEST)
_ACCESSOR = "settings-accessor"
_CONFIG = (
    "\nfrom pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n"
    "    debug: bool = False\n"
)
_GETTER = "\n\ndef get_settings() -> Settings:\n    return Settings()\n"


@dataclass(frozen=True)
class Options:
    """Options of ``security/hardcoded-secret``.

    Attributes:
        names: What the name of a secret is, or ends in behind an underscore.
        deny: Globs of names that hold none.
        min_length: How long a value is at least.
        placeholders: Globs of values, in lower case, that stand for a secret and are none.
    """

    names: tuple[str, ...] = (
        "password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "secret_key",
        "private_key", "credential", "passphrase", "client_secret", "signing_key",
    )  # fmt: skip
    deny: tuple[str, ...] = (
        "token_type", "token_url", "*_token_count", "*_expire*", "*_ttl", "*_url", "*_id",
        "*_name", "*_header", "pad_token", "eos_token", "bos_token", "unk_token", "mask_token",
        "sep_token", "cls_token", "next_token", "*public*", "*dataset*",
    )  # fmt: skip
    min_length: int = 6
    placeholders: tuple[str, ...] = (
        "changeme", "xxx*", "<*>", "your-*", "your_*", "test*", "dummy*", "example*", "*\\*\\*\\**",
        "...", "none", "null", "postgres", "undefined", "unused", "not-needed", "no-key-required",
    )  # fmt: skip


@rule(
    id="security/hardcoded-secret",
    on=(
        cst.Assign,
        cst.AnnAssign,
        cst.Param,
        cst.Arg,
        cst.DictElement,
        cst.Comparison,
        cst.SimpleString,
    ),
    requires=(FULL_ANCESTRY, SETTINGS_TARGETS),
    reads=(_ACCESSOR,),
    options=Options,
    fixes=(literal_to_settings,),
    message="`{name}` is a secret that is written here; read it from the settings",
    why="Whoever can read the repository has the secret, and it stays in the history.",
    allow_when="The value is published, or opens nothing.",
    examples=[
        Example(
            'API_KEY = "live-8f2k19dkq0"'
            "  # want: `API_KEY` is a secret that is written here; read it from the settings"
            ' # at: "live-8f2k19dkq0"\n',
            fixed="from app.config import get_settings\n\n"
            "API_KEY = get_settings().api_key.get_secret_value()\n",
            files=(("app/config.py", _CONFIG + _GETTER),),
            fixed_files=(
                (
                    "app/config.py",
                    _CONFIG.replace("\nfrom", "\nfrom pydantic import SecretStr\nfrom", 1)
                    + "    api_key: SecretStr\n"
                    + _GETTER,
                ),
            ),
        ),
        Example(
            "from app.config import get_settings\n\n"
            "api_key = get_settings().api_key.get_secret_value()\n"
        ),
    ],
)
def hardcoded_secret(p: UnitPass, node: cst.CSTNode) -> Iterator[Finding]:
    """Report strings under names of secrets, and strings in the shape of one."""
    is_test = p.module.role in _TESTS
    if isinstance(node, cst.SimpleString):
        if len(node.value) < 20 or _is_docstring(p, node):
            return
        text = literal_string(node)
        kind = shape_of(text) if text else ""
        if kind:
            yield p.finding(node, message=_SHAPE, weak=is_test, kind=kind)
        return
    if is_test:
        return
    for name, value in _named(node):
        text = literal_string(value)
        options: Options = p.options
        if not text or not names_secret(name, options.names, options.deny):
            continue
        if shape_of(text) or not looks_secret(name, text, options.min_length, options.placeholders):
            continue
        if not _is_enum(p):
            yield p.finding(value, fix=_fix(p, node, name, value), name=excerpt(name, 40))


def _fix(p: UnitPass, node: cst.CSTNode, name: str, value: cst.BaseExpression) -> FixRef | None:
    """A field of the settings; what is evaluated in a class or a signature has none."""
    if p.class_path and not any(isinstance(a, cst.FunctionDef) for a in p.ancestors):
        return None
    field = name.strip("_").lower()
    accessor = p.convention(_ACCESSOR) or "get_settings()"
    if isinstance(node, cst.Param) or not field.isidentifier():
        return None
    if not has_place(p, accessor, field):
        return None
    return literal_to_settings.at(
        value, reason=_REASON, accessor=accessor, field=field, annotation="SecretStr"
    )


def _is_docstring(p: UnitPass, node: cst.SimpleString) -> bool:
    return bool(p.ancestors) and isinstance(p.ancestors[-1], cst.Expr)


def _is_enum(p: UnitPass) -> bool:
    """Whether the walk is in the body of an enumeration, whose members name things."""
    if not p.class_path:
        return False
    ancestry = p.lookup(FULL_ANCESTRY, ".".join(p.class_path))
    return any(name.startswith("enum.") for name in ancestry)


def _named(node: cst.CSTNode) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Values with the name that they get, or are compared with."""
    if isinstance(node, cst.Assign):
        for target in node.targets:
            yield _last_name(target.target), node.value
    elif isinstance(node, cst.AnnAssign):
        if node.value is not None:
            yield _last_name(node.target), _default_of(node.value)
    elif isinstance(node, cst.Param):
        if node.default is not None:
            yield node.name.value, _default_of(node.default)
    elif isinstance(node, cst.Arg):
        if node.keyword is not None:
            yield node.keyword.value, node.value
    elif isinstance(node, cst.DictElement):
        yield literal_string(node.key) or "", node.value
    elif isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        other = node.comparisons[0]
        if isinstance(other.operator, cst.Equal | cst.NotEqual):
            yield _last_name(node.left), other.comparator
            yield _last_name(other.comparator), node.left


def _last_name(target: cst.BaseExpression) -> str:
    if isinstance(target, cst.Subscript) and len(target.slice) == 1:
        index = target.slice[0].slice
        return (literal_string(index.value) or "") if isinstance(index, cst.Index) else ""
    return dotted_name(target).rpartition(".")[2]


def _default_of(value: cst.BaseExpression) -> cst.BaseExpression:
    """The string in ``Field("...")`` and ``SecretStr("...")``, else the value itself."""
    while isinstance(value, cst.Call) and value.args:
        first = value.args[0]
        if first.keyword is not None and first.keyword.value != "default":
            break
        value = first.value
    return value
