"""Rules of the area `pydantic`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.pydantic.alias_population import alias_population
from houserules.rules.pydantic.camel_alias import camel_alias
from houserules.rules.pydantic.config_keys import config_keys
from houserules.rules.pydantic.config_style import config_style
from houserules.rules.pydantic.constraint_placement import constraint_placement
from houserules.rules.pydantic.duplicate_fields import duplicate_fields
from houserules.rules.pydantic.field_description import field_description
from houserules.rules.pydantic.field_kwargs import field_kwargs
from houserules.rules.pydantic.field_regex import field_regex
from houserules.rules.pydantic.filter_model import filter_model
from houserules.rules.pydantic.from_attributes import from_attributes
from houserules.rules.pydantic.manual_validation import manual_validation
from houserules.rules.pydantic.model_methods import model_methods
from houserules.rules.pydantic.mutable_default import mutable_default
from houserules.rules.pydantic.orm_in_response import orm_in_response
from houserules.rules.pydantic.pagination_shape import pagination_shape
from houserules.rules.pydantic.response_secrets import response_secrets
from houserules.rules.pydantic.secret_str import secret_str
from houserules.rules.pydantic.separate_schemas import separate_schemas
from houserules.rules.pydantic.sort_field_enum import sort_field_enum
from houserules.rules.pydantic.string_enum import string_enum
from houserules.rules.pydantic.use_enum_values import use_enum_values
from houserules.rules.pydantic.validator_style import validator_style

RULES: tuple[Rule, ...] = (
    alias_population,
    camel_alias,
    config_keys,
    config_style,
    constraint_placement,
    duplicate_fields,
    field_description,
    field_kwargs,
    field_regex,
    filter_model,
    from_attributes,
    manual_validation,
    model_methods,
    mutable_default,
    orm_in_response,
    pagination_shape,
    response_secrets,
    secret_str,
    separate_schemas,
    sort_field_enum,
    string_enum,
    use_enum_values,
    validator_style,
)
"""By id."""
