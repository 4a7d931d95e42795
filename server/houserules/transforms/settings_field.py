"""What a variable becomes as a field of settings."""

from __future__ import annotations

import keyword
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.environment import EnvironmentUse, UseKind
from houserules.extractors.secret_names import is_secret_name
from houserules.extractors.settings_classes import SettingsTarget
from houserules.extractors.strings import literal_string

SECRET = "SecretStr"
_OF_MODELS = frozenset(
    {
        "construct", "copy", "dict", "fields", "json", "model_config", "model_extra",
        "model_fields", "schema", "validate",
    }
)  # fmt: skip
"""Names that mean something in every model."""
_EAGER = (cst.Await, cst.NamedExpr, cst.Yield)
"""What must not come to be left out: it does more than give a value."""


@dataclass(frozen=True, slots=True)
class NewField:
    """A field that is to be.

    Attributes:
        annotation: Its type; ``SecretStr`` for secrets, also optional.
        default: Its default as code, ``""`` for none.
        may_lack: Whether code was given ``None`` where the variable is missing, and the field is
            empty there.
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
        return self.annotation.startswith(SECRET)


def can_be_setting(node: cst.CSTNode, use: EnvironmentUse) -> bool:
    """Whether a read can become a field: a literal name, and nothing else that is done with it.

    ``setdefault`` is more than a read: whoever reads the variable later counts on it.
    """
    if use.kind is not UseKind.READ or not use.name.isidentifier():
        return False
    if dotted_name(getattr(node, "func", node)).endswith("setdefault"):
        return False
    return use.default is None or not any(
        isinstance(part, _EAGER) for part in (use.default, *descendants(use.default))
    )


def asks_whether_set(node: cst.CSTNode, use: EnvironmentUse) -> bool:
    """Whether code must see that a variable is missing: in a test, or for a computed default."""
    if isinstance(node, cst.Comparison):
        return True
    return use.default is not None and not _is_plain(use.default)


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


def new_field(node: cst.CSTNode, use: EnvironmentUse, cast: str) -> NewField:
    """The field for a read with a cast around it, or without: ``""``."""
    if asks_whether_set(node, use):
        is_secret = is_secret_name(use.name) and not cast
        return NewField(f"{SECRET if is_secret else cast or 'str'} | None", "None")
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
    if use.default is None or dotted_name(use.default) == "None" or not _is_plain(use.default):
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
