"""What a variable becomes as a field of settings, and how code then reads it."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.environment import EnvironmentUse, UseKind
from houserules.extractors.secret_names import is_secret_name
from houserules.extractors.settings_classes import SettingsTarget
from houserules.extractors.strings import literal_string

SECRET = "SecretStr"
_REVEALED = ".get_secret_value()"
_CASTS = ("int", "float", "str")
_OF_MODELS = frozenset(
    {
        "construct", "copy", "dict", "fields", "json", "model_config", "model_extra",
        "model_fields", "schema", "validate",
    }
)  # fmt: skip
"""Names that mean something in every model."""
_TEXT = frozenset({"str", "None", "Optional", "typing", "t"})
_WORD = re.compile(r"\w+")
_WHOLE = (
    cst.Annotation, cst.AnnAssign, cst.Arg, cst.Assign, cst.DictElement, cst.Element, cst.Expr,
    cst.Param, cst.Return,
)  # fmt: skip
"""Where an expression of any precedence can stand without parentheses."""
_USED_AS_TEXT = (cst.Attribute, cst.BinaryOperation, cst.Comparison, cst.Subscript)


@dataclass(frozen=True, slots=True)
class NewField:
    """A field that is to be.

    Attributes:
        annotation: Its type; ``SecretStr`` for secrets.
        default: Its default as code, ``""`` for none.
        may_lack: Whether code was given ``None`` where the variable is missing.
    """

    annotation: str
    default: str
    may_lack: bool = False

    def declaration(self, name: str, secret: str = SECRET) -> str:
        """The field as a statement; ``secret`` is what the file calls ``SecretStr``."""
        annotation = self.annotation.replace(SECRET, secret)
        default = self.default.replace(SECRET, secret, 1) if self.is_secret else self.default
        return f"{name}: {annotation}" + (f" = {default}" if default else "")

    @property
    def is_secret(self) -> bool:
        """Whether the value is hidden."""
        return self.annotation == SECRET


def can_be_setting(unit_pass: UnitPass, node: cst.CSTNode, use: EnvironmentUse) -> bool:
    """Whether a read can become a field: a literal name, and a default that a field can have."""
    if use.kind is not UseKind.READ or not use.name.isidentifier():
        return False
    if isinstance(node, cst.Comparison) or dotted_name(getattr(node, "func", node)).endswith(
        "setdefault"
    ):
        return False
    return use.default is None or _is_plain(use.default)


def _is_plain(value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.Name):
        return value.value in ("None", "True", "False")
    return isinstance(value, cst.Integer | cst.Float) or literal_string(value) is not None


def field_name(target: SettingsTarget | None, variable: str) -> tuple[str, str | None] | None:
    """The field that a variable is read through, and its annotation where it exists.

    ``None`` where there is no name for it. Without a target: of a class that is to be.
    """
    fields = target.fields if target is not None else ()
    for name, known, annotation in fields:
        if known == variable.upper():
            return name, annotation
    prefix = target.prefix.upper() if target is not None else ""
    if not variable.upper().startswith(prefix):
        return None
    name = variable[len(prefix) :].lower()
    taken = any(known == name for known, _, _ in fields) or keyword.iskeyword(name)
    taken = taken or name in _OF_MODELS
    return (name, None) if name.isidentifier() and name[0] != "_" and not taken else None


def cast_around(unit_pass: UnitPass) -> tuple[str, cst.Call | None]:
    """``int``, ``float`` or ``str`` of ``int(…)`` around the node the walk stands on."""
    if len(unit_pass.ancestors) < 2:
        return "", None
    call, arg = unit_pass.ancestors[-2:]
    if not isinstance(call, cst.Call) or not isinstance(arg, cst.Arg) or len(call.args) != 1:
        return "", None
    name = dotted_name(call.func)
    if name not in _CASTS or arg.keyword or arg.star:
        return "", None
    return name, call


def new_field(use: EnvironmentUse, cast: str) -> NewField:
    """The field for a read with a cast around it, or without: ``""``."""
    default = use.default
    text = literal_string(default)
    if text is None and default is not None and dotted_name(default) != "None":
        return _of_plain_default(cst.Module(()).code_for_node(default), default, cast)
    if cast in ("int", "float"):
        return NewField(cast, text if text is not None and _is_number(text, cast) else "")
    written = cst.Module(()).code_for_node(default) if default is not None and text else '""'
    if is_secret_name(use.name) and (text or "").lower() not in ("true", "false"):
        if text is None and (use.required or cast):
            return NewField(SECRET, "")
        return NewField(SECRET, f"{SECRET}({written})", may_lack=text is None)
    if text is not None:
        return NewField("str", written)
    if use.required or (cast and default is None):
        return NewField("str", "")
    return NewField("str | None", "None", may_lack=True)


def template_value(use: EnvironmentUse) -> str:
    """The default of a read as an environment file writes it, ``""`` for none."""
    if use.default is None or dotted_name(use.default) == "None":
        return ""
    if isinstance(use.default, cst.Name):
        return use.default.value.lower()
    text = literal_string(use.default)
    return cst.Module(()).code_for_node(use.default) if text is None else text


def _of_plain_default(code: str, default: cst.CSTNode, cast: str) -> NewField:
    if isinstance(default, cst.Name):
        return NewField("bool", code)
    kind = "int" if isinstance(default, cst.Integer) else "float"
    return NewField("float" if cast == "float" else kind, code)


def _is_number(text: str, cast: str) -> bool:
    return text.isdecimal() if cast == "int" else text.replace(".", "", 1).isdecimal()


@dataclass(frozen=True, slots=True)
class Reading:
    """How code reads a field in the place of a variable.

    Attributes:
        place: What gives way: the read, or the cast around it.
        text: What stands there then.
    """

    place: cst.BaseExpression
    text: str


def reading_of_new(
    unit_pass: UnitPass, node: cst.BaseExpression, field: NewField, path: str
) -> Reading:
    """A read of a field that was made for it; ``path`` is ``settings.field``."""
    _, call = cast_around(unit_pass)
    parent = unit_pass.ancestors[-3 if call else -1]
    if not field.is_secret:
        return Reading(call or node, path)
    text = path + _REVEALED
    if field.may_lack and not (
        isinstance(parent, cst.BooleanOperation)
        and isinstance(parent.operator, cst.Or)
        and parent.left is (call or node)
    ):
        text = _enclosed(parent, f"{text} or None")
    return Reading(call or node, text)


def reading_of_known(
    unit_pass: UnitPass, node: cst.BaseExpression, annotation: str, path: str
) -> Reading | None:
    """A read of a field that exists; ``None`` where code uses as text what is something else."""
    cast, call = cast_around(unit_pass)
    words = set(_WORD.findall(annotation))
    if cast and annotation == cast:
        return Reading(call or node, path)
    if SECRET in words:
        optional = bool(words & {"None", "Optional"})
        text = path + _REVEALED
        if optional:
            text = _enclosed(unit_pass.ancestors[-1], f"{text} if {path} else None")
        return Reading(node, text)
    parent = unit_pass.ancestors[-1]
    if not words <= _TEXT and isinstance(parent, _USED_AS_TEXT):
        return None
    return Reading(node, path)


def _enclosed(parent: cst.CSTNode, text: str) -> str:
    return text if isinstance(parent, _WHOLE) else f"({text})"
