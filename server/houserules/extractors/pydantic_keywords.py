"""The keywords of pydantic's ``Field`` in both versions.

Sources: the migration guide of pydantic 2 ("Changes to pydantic.Field") and the signature of
``Field`` in pydantic 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from houserules.extractors.parameter_markers import marker_names

RENAMED_KEYWORDS: Mapping[str, str] = MappingProxyType(
    {
        "allow_mutation": "frozen",
        "example": "examples",
        "max_items": "max_length",
        "min_items": "min_length",
    }
)
"""Keyword of pydantic 1 → its name in pydantic 2."""

REMOVED_KEYWORDS: Mapping[str, str] = MappingProxyType(
    {
        "const": "a `Literal` type",
        "unique_items": "a `set`",
    }
)
"""Keyword that pydantic 2 does not know → what does the same."""

FIELD_KEYWORDS = frozenset(
    {
        "alias", "alias_priority", "allow_inf_nan", "coerce_numbers_to_str", "decimal_places",
        "default", "default_factory", "deprecated", "description", "discriminator", "examples",
        "exclude", "exclude_if", "fail_fast", "field_title_generator", "frozen", "ge", "gt",
        "include", "init", "init_var", "json_schema_extra", "kw_only", "le", "lt", "max_digits",
        "max_length", "min_length", "multiple_of", "pattern", "regex", "repr",
        "serialization_alias", "strict", "title", "union_mode", "validate_default",
        "validation_alias",
    }
)  # fmt: skip
"""The keywords of pydantic 2, and ``regex``, which has a rule of its own."""

REGEX_CALLS = frozenset({"pydantic.Field", "pydantic.fields.Field", "pydantic.constr"}) | (
    marker_names(("Query", "Path", "Header", "Cookie", "Body", "Form"))
)
"""What took a ``regex`` and takes a ``pattern``."""
KEYWORD_CALLS = frozenset({"pydantic.Field", "pydantic.fields.Field"})
LIST_CALLS = frozenset({"pydantic.conlist", "pydantic.conset", "pydantic.confrozenset"})
"""What takes the keywords of lists."""
