"""The keys of a pydantic model's configuration, in pydantic 1 and 2.

Sources: the migration guide of pydantic 2 ("Changes to config") and the attributes of pydantic
1.10's ``BaseConfig``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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

_V1_NAME_OF = {new: old for old, new in RENAMED_KEYS.items()}

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

V2_KEYS_OF_V1 = (V1_KEYS | V2_KEYS) - REMOVED_KEYS - OTHER_VALUES
"""Keys of a ``class Config`` that have a place in pydantic 2's dictionary."""
V1_KEYS_OF_V2 = frozenset({k for k in V2_KEYS if _V1_NAME_OF.get(k, k) in V1_KEYS}) - OTHER_VALUES
"""Keys of pydantic 2's dictionary that a ``class Config`` knows."""


def with_v2_key(key: str, value: str, extra: str | None) -> tuple[str, str] | None:
    """A key of pydantic 1 with its value as pydantic 2 wants them; ``None`` where it cannot.

    Args:
        key: The key.
        value: The source of its value.
        extra: The word behind a value of pydantic 1's enumeration ``Extra``, if it is one.
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
    if value in constants:
        return constants[value]
    return f"not {value}" if value.replace(".", "").isidentifier() else f"not ({value})"
