"""Rules of the area `typing`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.typing.abc_import_source import abc_import_source
from houserules.rules.typing.collection_generics import collection_generics
from houserules.rules.typing.future_annotations import future_annotations
from houserules.rules.typing.generic_class_syntax import generic_class_syntax
from houserules.rules.typing.generic_function_syntax import generic_function_syntax
from houserules.rules.typing.json_dict_parameters import json_dict_parameters
from houserules.rules.typing.legacy_typing_import import legacy_typing_import
from houserules.rules.typing.literal_for_choices import literal_for_choices
from houserules.rules.typing.missing_parameter_annotation import missing_parameter_annotation
from houserules.rules.typing.missing_return_annotation import missing_return_annotation
from houserules.rules.typing.optional_syntax import optional_syntax
from houserules.rules.typing.protocol_over_abc import protocol_over_abc
from houserules.rules.typing.type_checking_import import type_checking_import
from houserules.rules.typing.type_parameter_bound import type_parameter_bound
from houserules.rules.typing.typevar_declaration import typevar_declaration
from houserules.rules.typing.typing_import_style import typing_import_style
from houserules.rules.typing.unexplained_any import unexplained_any
from houserules.rules.typing.union_syntax import union_syntax

RULES: tuple[Rule, ...] = (
    abc_import_source,
    collection_generics,
    future_annotations,
    generic_class_syntax,
    generic_function_syntax,
    json_dict_parameters,
    legacy_typing_import,
    literal_for_choices,
    missing_parameter_annotation,
    missing_return_annotation,
    optional_syntax,
    protocol_over_abc,
    type_checking_import,
    type_parameter_bound,
    typevar_declaration,
    typing_import_style,
    unexplained_any,
    union_syntax,
)
"""By id."""
