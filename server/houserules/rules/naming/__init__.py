"""Rules of the area `naming`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.naming.class_case import class_case
from houserules.rules.naming.constant_case import constant_case
from houserules.rules.naming.crud_method import crud_method
from houserules.rules.naming.crud_signature import crud_signature
from houserules.rules.naming.env_var_case import env_var_case
from houserules.rules.naming.exception_suffix import exception_suffix
from houserules.rules.naming.function_case import function_case
from houserules.rules.naming.layer_class_suffix import layer_class_suffix
from houserules.rules.naming.module_name import module_name
from houserules.rules.naming.package_name import package_name
from houserules.rules.naming.payload_suffix import payload_suffix
from houserules.rules.naming.private_prefix import private_prefix
from houserules.rules.naming.response_suffix import response_suffix
from houserules.rules.naming.table_name import table_name
from houserules.rules.naming.variable_case import variable_case

RULES: tuple[Rule, ...] = (
    class_case,
    constant_case,
    crud_method,
    crud_signature,
    env_var_case,
    exception_suffix,
    function_case,
    layer_class_suffix,
    module_name,
    package_name,
    payload_suffix,
    private_prefix,
    response_suffix,
    table_name,
    variable_case,
)
"""By id."""
