"""Every rule, listed: nothing registers on import, nothing is discovered by scanning."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.async_.blocking_sleep import blocking_sleep_in_coroutine
from houserules.rules.comments.noqa_code import noqa_code
from houserules.rules.config.env_example import env_example
from houserules.rules.config.no_environ import no_environ
from houserules.rules.docs.required import required
from houserules.rules.errors.bare_except import bare_except
from houserules.rules.fastapi.depends_style import depends_style
from houserules.rules.fastapi.route_order import route_order
from houserules.rules.fastapi.router_included import router_included
from houserules.rules.http.client_per_request import client_per_request
from houserules.rules.imports.grouping import grouping
from houserules.rules.imports.sorted import sorted_imports
from houserules.rules.layering.import_direction import import_direction
from houserules.rules.logging.no_extra_dict import no_extra_dict
from houserules.rules.naming.function_case import function_case
from houserules.rules.naming.module_name import module_name
from houserules.rules.project.feature_package import feature_package
from houserules.rules.pydantic.config_style import config_style
from houserules.rules.sqlalchemy.commit_boundary import commit_boundary
from houserules.rules.style.mutable_argument_default import mutable_argument_default
from houserules.rules.typing.collection_generics import collection_generics
from houserules.rules.typing.legacy_typing_import import legacy_typing_import
from houserules.rules.typing.optional_syntax import optional_syntax
from houserules.rules.typing.type_checking_import import type_checking_import

RULES: tuple[Rule, ...] = (
    blocking_sleep_in_coroutine,
    noqa_code,
    env_example,
    no_environ,
    required,
    bare_except,
    depends_style,
    route_order,
    router_included,
    client_per_request,
    grouping,
    sorted_imports,
    import_direction,
    no_extra_dict,
    function_case,
    module_name,
    feature_package,
    config_style,
    commit_boundary,
    mutable_argument_default,
    collection_generics,
    legacy_typing_import,
    optional_syntax,
    type_checking_import,
)
"""The implemented rules, by id."""
