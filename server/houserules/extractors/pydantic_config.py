"""How pydantic models are configured: the two spellings, and the keys of each.

Sources: the migration guide of pydantic 2 ("Changes to config") and the attributes of pydantic
1.10's ``BaseConfig``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import libcst as cst

from houserules.analysis.extractor import Reader
from houserules.analysis.passes import UnitPass
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.imported_names import IMPORTED_FROM
from houserules.extractors.models import V1_BASES
from houserules.extractors.qualified_names import resolves_to

Api = Literal["v1", "v2"]

RENAMED_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "allow_population_by_field_name": "populate_by_name",
        "anystr_lower": "str_to_lower",
        "anystr_strip_whitespace": "str_strip_whitespace",
        "anystr_upper": "str_to_upper",
        "copy_on_model_validation": "revalidate_instances",
        "keep_untouched": "ignored_types",
        "max_anystr_length": "str_max_length",
        "min_anystr_length": "str_min_length",
        "orm_mode": "from_attributes",
        "schema_extra": "json_schema_extra",
        "validate_all": "validate_default",
    }
)
"""Key of pydantic 1 → its name in pydantic 2."""

OTHER_VALUES = frozenset({"copy_on_model_validation", "revalidate_instances"})
"""Keys whose values changed, too: renaming them is not enough."""

NEGATED_KEY = ("allow_mutation", "frozen")
"""``allow_mutation=x`` is ``frozen=not x`` in pydantic 2."""

DROPPED_KEYS = frozenset({"smart_union"})
"""Keys of pydantic 1 that describe what pydantic 2 always does."""

REMOVED_KEYS = frozenset(
    {
        "error_msg_templates",
        "fields",
        "getter_dict",
        "json_dumps",
        "json_loads",
        "post_init_call",
        "underscore_attrs_are_private",
    }
)
"""Keys of pydantic 1 that pydantic 2 has no word for."""

_SHARED_KEYS = frozenset(
    {
        "alias_generator",
        "allow_inf_nan",
        "arbitrary_types_allowed",
        "case_sensitive",
        "env_file",
        "env_file_encoding",
        "env_nested_delimiter",
        "env_prefix",
        "extra",
        "frozen",
        "json_encoders",
        "secrets_dir",
        "title",
        "use_enum_values",
        "validate_assignment",
    }
)
V1_KEYS = _SHARED_KEYS | RENAMED_KEYS.keys() | {NEGATED_KEY[0]} | DROPPED_KEYS | REMOVED_KEYS
V2_KEYS = (
    _SHARED_KEYS
    | set(RENAMED_KEYS.values())
    | {
        "coerce_numbers_to_str",
        "defer_build",
        "hide_input_in_errors",
        "json_schema_mode_override",
        "json_schema_serialization_defaults_required",
        "loc_by_alias",
        "plugin_settings",
        "protected_namespaces",
        "regex_engine",
        "ser_json_bytes",
        "ser_json_inf_nan",
        "ser_json_timedelta",
        "serialize_by_alias",
        "strict",
        "use_attribute_docstrings",
        "val_json_bytes",
        "validate_by_alias",
        "validate_by_name",
        "validate_return",
        "validation_error_cause",
    }
)

CONFIG_DICTS = frozenset({"pydantic.ConfigDict", "pydantic_settings.SettingsConfigDict"})
PYDANTIC_API_READS = (ANCESTRY, IMPORTED_FROM)
"""What ``pydantic_api`` looks up."""

_V2_NAMES = frozenset(
    {
        "AfterValidator",
        "AliasChoices",
        "BeforeValidator",
        "ConfigDict",
        "PlainSerializer",
        "RootModel",
        "TypeAdapter",
        "WrapValidator",
        "computed_field",
        "field_serializer",
        "field_validator",
        "model_serializer",
        "model_validator",
    }
)
_V1_NAMES = frozenset({"BaseSettings", "ConstrainedInt", "ConstrainedStr", "PyObject"})
_EXTRAS = frozenset({"pydantic.Extra.allow", "pydantic.Extra.forbid", "pydantic.Extra.ignore"})


def pydantic_api(reader: Reader, path: str, api: str, fallback: str) -> Api:
    """Whose spelling a model follows.

    Args:
        reader: Must be allowed ``PYDANTIC_API_READS``.
        path: The class.
        api: ``v1``, ``v2``, or ``auto``: the version that the module's imports show.
        fallback: What ``auto`` means where they show none.
    """
    if reader.lookup(ANCESTRY, path) & V1_BASES:
        return "v1"
    if api == "auto":
        api = _shown_by_imports(reader) or fallback
    return "v1" if api == "v1" else "v2"


def _shown_by_imports(reader: Reader) -> Api | None:
    members = {member for _, member in reader.lookup(IMPORTED_FROM, "pydantic")}
    if members & _V2_NAMES or reader.lookup(IMPORTED_FROM, "pydantic_settings"):
        return "v2"
    if members & _V1_NAMES or reader.lookup(IMPORTED_FROM, "pydantic.generics"):
        return "v1"
    return None


def extra_of(unit_pass: UnitPass, value: cst.BaseExpression) -> str | None:
    """``"forbid"`` for ``Extra.forbid``, the spelling that pydantic 2 keeps; else ``None``."""
    name = resolves_to(unit_pass, value, _EXTRAS) if isinstance(value, cst.Attribute) else None
    return name.rpartition(".")[2] if name else None


def with_v2_key(key: str, value: str, extra: str | None) -> tuple[str, str] | None:
    """A key of pydantic 1 with its value as pydantic 2 wants them; ``None`` where it cannot.

    Args:
        key: The key.
        value: The source of its value.
        extra: What ``extra_of`` says of the value.
    """
    if key in OTHER_VALUES or key in REMOVED_KEYS or key in DROPPED_KEYS:
        return None
    if key == NEGATED_KEY[0]:
        return NEGATED_KEY[1], negated(value)
    renamed = RENAMED_KEYS.get(key, key)
    if renamed not in V2_KEYS:
        return None
    return renamed, f'"{extra}"' if extra else value


def with_v1_key(key: str, value: str) -> tuple[str, str] | None:
    """A key of pydantic 2 with its value as pydantic 1 wants them; ``None`` where it cannot."""
    if key in OTHER_VALUES:
        return None
    renamed = _V1_NAME_OF.get(key, key)
    return (renamed, value) if renamed in V1_KEYS else None


def negated(value: str) -> str:
    """The source of ``not value``."""
    constants = {"True": "False", "False": "True"}
    return constants.get(value) or f"not {value}"


_V1_NAME_OF = {new: old for old, new in RENAMED_KEYS.items()}
