"""Settings classes of the project: their fields, the variables these are read from, and how code
gets at them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact, in_module
from houserules.analysis.structure import (
    UnitView,
    dotted_name,
    first_statement,
    without_subscript,
)
from houserules.extractors.project_symbols import MODULE_BINDINGS, PROJECT_ANCESTRY
from houserules.extractors.strings import argument, literal_string

SETTINGS_BASES = frozenset(
    {"pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"}
)
_LEAVES = frozenset(
    {
        "", "str", "int", "float", "bool", "bytes", "list", "set", "frozenset", "tuple", "dict",
        "List", "Set", "Tuple", "Dict", "Optional", "Literal", "Annotated", "Path", "SecretStr",
        "SecretBytes", "Decimal", "UUID", "EmailStr", "date", "datetime", "timedelta",
        "DirectoryPath", "FilePath",
    }
)  # fmt: skip
"""Types that are written into one variable; ``""`` stands for unions."""
_LONGEST_ANNOTATION = 60


@dataclass(frozen=True, slots=True)
class SettingsField:
    """A field of a class that may hold settings.

    Attributes:
        name: Its name.
        alias: The variable that it is read from, where an alias says so.
        type: The dotted name of its type, subscripts dropped; ``""`` for others.
        default: Its default as an environment file writes it, ``None`` where it is no literal.
        is_read: Whether it is read from the environment at all.
        description: What its ``Field`` says of it, on one line.
        written: Its annotation on one line, ``""`` for one that is long.
        is_none: Whether its default is ``None``.
        is_excluded: Whether it is left out of what the class is dumped to.
    """

    name: str
    alias: str = ""
    type: str = ""
    default: str | None = None
    is_read: bool = True
    description: str = ""
    written: str = ""
    is_none: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class SettingsTarget:
    """The settings class that a project reads its settings through.

    Attributes:
        module: Its module.
        path: The path of the file.
        name: The name of the class.
        prefix: What its variables begin with.
        fields: Its fields as ``(name, variable, annotation)``.
        empty_without: The fields that are ``None`` exactly where the variable is missing.
    """

    module: str
    path: str
    name: str
    prefix: str
    fields: tuple[tuple[str, str, str], ...]
    empty_without: frozenset[str] = frozenset()


def _candidates(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.class_path or not isinstance(view.node, cst.ClassDef):
        return
    bases = (dotted_name(without_subscript(b.value)) for b in view.node.bases)
    if any("Settings" in base.rpartition(".")[2] for base in bases):
        yield "settings", view.node.name.value


SETTINGS_CANDIDATES = fact("settings-candidates", _candidates, str)
"""``"settings"`` → the top-level classes with a base that is called something with Settings."""
EVERY_SETTINGS_CANDIDATE = everywhere(SETTINGS_CANDIDATES)


def field_of(statement: cst.CSTNode | None) -> SettingsField | None:
    """The field that a statement of a class body declares, ``None`` where it declares none."""
    if not isinstance(statement, cst.AnnAssign) or not isinstance(statement.target, cst.Name):
        return None
    name = statement.target.value
    annotation = dotted_name(without_subscript(statement.annotation.annotation))
    if name.startswith("_") or name == "model_config":
        return None
    if annotation.rpartition(".")[2] in ("ClassVar", "Final"):
        return None
    value, alias, is_read, description = statement.value, "", True, ""
    is_excluded = False
    if isinstance(value, cst.Call) and dotted_name(value.func).rpartition(".")[2] == "Field":
        for keyword in ("validation_alias", "alias", "env"):
            given = argument(value, keyword)
            if given is not None:
                alias = literal_string(given.value) or ""
                is_read = bool(alias)
                break
        is_excluded = argument(value, "exclude") is not None
        init = argument(value, "init")
        is_read = is_read and not (init is not None and dotted_name(init.value) == "False")
        said = argument(value, "description")
        description = " ".join((literal_string(said.value) or "").split()) if said else ""
        default = argument(value, "default", 0)
        value = default.value if default is not None else None
    written = " ".join(cst.Module(()).code_for_node(statement.annotation.annotation).split())
    kept = written if len(written) <= _LONGEST_ANNOTATION else ""
    is_none = isinstance(value, cst.Name) and value.value == "None"
    return SettingsField(
        name, alias, annotation, _plain(value), is_read, description, kept, is_none, is_excluded
    )


def _plain(value: cst.BaseExpression | None) -> str | None:
    text = literal_string(value)
    if text is not None:
        return None if "\n" in text else text
    if isinstance(value, cst.Integer | cst.Float):
        return value.value
    if isinstance(value, cst.Name) and value.value in ("True", "False"):
        return value.value.lower()
    return None


def _fields(view: UnitView) -> Iterator[tuple[Hashable, SettingsField]]:
    if len(view.class_path) == 1:
        field = field_of(first_statement(view.node))
        if field is not None:
            yield view.class_path[0], field


SETTINGS_FIELDS = fact("settings-fields", _fields, SettingsField)
"""Top-level class → its annotated fields; whether it holds settings is for the reader to prove."""
FIELDS_OF_MODULE = in_module(SETTINGS_FIELDS)


def _prefixes(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    """``env_prefix`` in ``model_config`` and in an inner ``class Config``."""
    statement = first_statement(view.node)
    if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return
    target = dotted_name(statement.targets[0].target)
    if len(view.class_path) == 1 and target == "model_config":
        value = statement.value
        given = argument(value, "env_prefix") if isinstance(value, cst.Call) else None
        if given is not None:
            yield view.class_path[0], literal_string(given.value) or "?"
        elif not isinstance(value, cst.Call):
            yield view.class_path[0], "?"
    elif len(view.class_path) == 2 and view.class_path[1] == "Config" and target == "env_prefix":
        yield view.class_path[0], literal_string(statement.value) or "?"


SETTINGS_PREFIXES = fact("settings-prefixes", _prefixes, str)
"""Top-level class → its ``env_prefix``, ``?`` where it is not written out."""
_PREFIXES_OF_MODULE = in_module(SETTINGS_PREFIXES)


def _delimiters(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    statement = first_statement(view.node)
    if len(view.class_path) != 1 or not isinstance(statement, cst.Assign):
        return
    value = statement.value
    if dotted_name(statement.targets[0].target) == "model_config" and isinstance(value, cst.Call):
        given = argument(value, "env_nested_delimiter")
        if given is not None:
            yield view.class_path[0], literal_string(given.value) or ""


NESTED_DELIMITERS = fact("nested-delimiters", _delimiters, str)
"""Top-level class → what stands between the names of a model and of a field of it."""


def variable_of(field: SettingsField, prefix: str) -> str:
    """The variable that a field is read from, in upper case."""
    return (field.alias or prefix + field.name).upper()


def _target(reader: Reader, accessor: str) -> SettingsTarget | None:
    """The one settings class beside which ``accessor`` is defined."""
    name = accessor.removesuffix("()").partition(".")[0]
    wanted = BindingKind.FUNCTION if accessor.endswith("()") else BindingKind.VALUE
    found: list[SettingsTarget] = []
    for module_name, class_name in reader.lookup(EVERY_SETTINGS_CANDIDATE, "settings"):
        bindings = reader.lookup(MODULE_BINDINGS, (module_name, name)) or ()
        if len(bindings) != 1 or bindings[0].kind is not wanted:
            continue
        module = reader.lookup(PROJECT_MODULES, module_name)
        if module is None or module.role in (Role.TEST, Role.CONFTEST):
            continue
        prefix = prefix_of(reader, module_name, class_name)
        if prefix is None or not is_settings(reader, f"{module_name}.{class_name}"):
            continue
        fields = reader.lookup(FIELDS_OF_MODULE, (module_name, class_name)) or ()
        named = tuple((f.name, variable_of(f, prefix), f.written) for f in fields if f.is_read)
        empty = frozenset(f.name for f in fields if f.is_read and f.is_none)
        found.append(SettingsTarget(module_name, module.path, class_name, prefix, named, empty))
    return found[0] if len(found) == 1 else None


PREFIX_READS = (SETTINGS_PREFIXES, _PREFIXES_OF_MODULE, PROJECT_ANCESTRY)


def prefix_of(reader: Reader, module: str, name: str) -> str | None:
    """What the variables of a settings class begin with; ``None`` where that is not certain.

    The reader must require ``PREFIX_READS``.
    """
    own = reader.lookup(_PREFIXES_OF_MODULE, (module, name)) or ()
    if own:
        return own[0] if len(own) == 1 and own[0] != "?" else None
    for ancestor in reader.lookup(PROJECT_ANCESTRY, f"{module}.{name}"):
        above, _, class_name = ancestor.rpartition(".")
        if reader.lookup(_PREFIXES_OF_MODULE, (above, class_name)):
            return None
    return ""


def is_leaf(field: SettingsField) -> bool:
    """Whether a field is read from one variable, and not from those of a model inside it."""
    return field.type.rpartition(".")[2] in _LEAVES or field.type.endswith(("Url", "Dsn"))


def is_settings(reader: Reader, qualified: str) -> bool:
    """Whether a class of the project derives from ``BaseSettings``."""
    return bool(reader.lookup(PROJECT_ANCESTRY, qualified) & SETTINGS_BASES)


SETTINGS_TARGETS = derived(
    "settings-targets",
    _target,
    (
        EVERY_SETTINGS_CANDIDATE,
        FIELDS_OF_MODULE,
        *PREFIX_READS,
        MODULE_BINDINGS,
        PROJECT_MODULES,
    ),
)
"""Accessor, ``settings`` or ``get_settings()`` → the settings class it gives access to; ``None``
where there is none, or more than one."""


def _variables(reader: Reader, _: str) -> frozenset[str]:
    found: set[str] = set()
    for module, name in reader.lookup(EVERY_SETTINGS_CANDIDATE, "settings"):
        if not is_settings(reader, f"{module}.{name}"):
            continue
        prefix = prefix_of(reader, module, name)
        if prefix is None:
            return frozenset({"?"})
        for field in reader.lookup(FIELDS_OF_MODULE, (module, name)) or ():
            found.add(variable_of(field, prefix) if field.is_read and is_leaf(field) else "?")
    return frozenset(found)


SETTINGS_VARIABLES = derived(
    "settings-variables",
    _variables,
    (EVERY_SETTINGS_CANDIDATE, FIELDS_OF_MODULE, *PREFIX_READS),
)
"""``""`` → every variable that settings are read from, in upper case; with ``?`` among them there
are others that are not written out."""
