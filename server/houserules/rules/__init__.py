"""Every rule, listed: nothing registers on import, nothing is discovered by scanning."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.async_.async_with import async_with
from houserules.rules.async_.asynccontextmanager import asynccontextmanager
from houserules.rules.async_.blocking_http import blocking_http
from houserules.rules.async_.blocking_io import blocking_io
from houserules.rules.async_.blocking_sleep import blocking_sleep_in_coroutine
from houserules.rules.async_.executor_to_thread import executor_to_thread
from houserules.rules.async_.get_event_loop import get_event_loop
from houserules.rules.async_.nested_callbacks import nested_callbacks
from houserules.rules.async_.sequential_awaits import sequential_awaits
from houserules.rules.async_.sync_async_mix import sync_async_mix
from houserules.rules.async_.unawaited_coroutine import unawaited_coroutine
from houserules.rules.async_.unlocked_shared_state import unlocked_shared_state
from houserules.rules.cache.backend import backend
from houserules.rules.cache.hit_test import hit_test
from houserules.rules.cache.ttl_range import ttl_range
from houserules.rules.cache.ttlcache_lock import ttlcache_lock
from houserules.rules.comments.commented_out_code import commented_out_code
from houserules.rules.comments.complex_uncommented import complex_uncommented
from houserules.rules.comments.noqa_code import noqa_code
from houserules.rules.comments.restating_comment import restating_comment
from houserules.rules.comments.type_ignore import type_ignore
from houserules.rules.config.env_example import env_example
from houserules.rules.config.environment_literal import environment_literal
from houserules.rules.config.hardcoded_value import hardcoded_value
from houserules.rules.config.no_environ import no_environ
from houserules.rules.config.settings_base import settings_base
from houserules.rules.config.settings_location import settings_location
from houserules.rules.config.settings_model_config import settings_model_config
from houserules.rules.config.settings_singleton import settings_singleton
from houserules.rules.docs.args_section import args_section
from houserules.rules.docs.class_attributes import class_attributes
from houserules.rules.docs.examples import examples
from houserules.rules.docs.module_docstring import module_docstring
from houserules.rules.docs.raises_section import raises_section
from houserules.rules.docs.required import required
from houserules.rules.docs.returns_section import returns_section
from houserules.rules.docs.router_endpoints import router_endpoints
from houserules.rules.docs.section_style import section_style
from houserules.rules.docs.self_documenting_args import self_documenting_args
from houserules.rules.docs.verbose_docstring import verbose_docstring
from houserules.rules.docs.yields_section import yields_section
from houserules.rules.errors.auth_challenge_header import auth_challenge_header
from houserules.rules.errors.bare_except import bare_except
from houserules.rules.errors.empty_message import empty_message
from houserules.rules.errors.exception_base import exception_base
from houserules.rules.errors.exception_location import exception_location
from houserules.rules.errors.exception_status import exception_status
from houserules.rules.errors.external_broad_except import external_broad_except
from houserules.rules.errors.http_exception_subclass import http_exception_subclass
from houserules.rules.errors.third_party_translation import third_party_translation
from houserules.rules.errors.vanilla_raise import vanilla_raise
from houserules.rules.fastapi.app_route import app_route
from houserules.rules.fastapi.async_handler import async_handler
from houserules.rules.fastapi.background_tasks import background_tasks
from houserules.rules.fastapi.binary_response_docs import binary_response_docs
from houserules.rules.fastapi.compression import compression
from houserules.rules.fastapi.cross_cutting import cross_cutting
from houserules.rules.fastapi.delete_status import delete_status
from houserules.rules.fastapi.dependency_annotation import dependency_annotation
from houserules.rules.fastapi.depends_style import depends_style
from houserules.rules.fastapi.error_leak import error_leak
from houserules.rules.fastapi.exception_handler_registered import exception_handler_registered
from houserules.rules.fastapi.handler_try_except import handler_try_except
from houserules.rules.fastapi.health_endpoint import health_endpoint
from houserules.rules.fastapi.http_exception_detail import http_exception_detail
from houserules.rules.fastapi.http_method import http_method
from houserules.rules.fastapi.inject_service import inject_service
from houserules.rules.fastapi.inject_session import inject_session
from houserules.rules.fastapi.lifespan import lifespan
from houserules.rules.fastapi.pagination import pagination
from houserules.rules.fastapi.post_status import post_status
from houserules.rules.fastapi.query_validation import query_validation
from houserules.rules.fastapi.rate_limit_decorator import rate_limit_decorator
from houserules.rules.fastapi.rate_limit_order import rate_limit_order
from houserules.rules.fastapi.rate_limit_request import rate_limit_request
from houserules.rules.fastapi.redundant_500 import redundant_500
from houserules.rules.fastapi.request_id import request_id
from houserules.rules.fastapi.resource_path import resource_path
from houserules.rules.fastapi.response_model import response_model
from houserules.rules.fastapi.route_order import route_order
from houserules.rules.fastapi.route_responses import route_responses
from houserules.rules.fastapi.route_summary import route_summary
from houserules.rules.fastapi.router_definition import router_definition
from houserules.rules.fastapi.router_included import router_included
from houserules.rules.fastapi.router_name import router_name
from houserules.rules.fastapi.status_constants import status_constants
from houserules.rules.fastapi.untyped_body import untyped_body
from houserules.rules.http.client_per_request import client_per_request
from houserules.rules.http.close_function import close_function
from houserules.rules.http.close_registered import close_registered
from houserules.rules.http.lazy_client import lazy_client
from houserules.rules.http.no_requests import no_requests
from houserules.rules.http.raise_for_status import raise_for_status
from houserules.rules.http.retry_policy import retry_policy
from houserules.rules.http.timeout import timeout
from houserules.rules.imports.absolute import absolute
from houserules.rules.imports.grouping import grouping
from houserules.rules.imports.sorted import sorted_imports
from houserules.rules.imports.wildcard import wildcard
from houserules.rules.layering.import_direction import import_direction
from houserules.rules.logging.backend import logging_backend
from houserules.rules.logging.bind_context import bind_context_rule
from houserules.rules.logging.event_name import event_name
from houserules.rules.logging.exception_in_except import exception_in_except
from houserules.rules.logging.logger_source import logger_source
from houserules.rules.logging.no_extra_dict import no_extra_dict
from houserules.rules.logging.no_interpolation import no_interpolation
from houserules.rules.logging.no_print import no_print
from houserules.rules.logging.sink_config import sink_config
from houserules.rules.logging.swallowed_exception import swallowed_exception
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
from houserules.rules.project.feature_package import feature_package
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
from houserules.rules.security.cors_origins import cors_origins
from houserules.rules.security.db_superuser import db_superuser
from houserules.rules.security.hardcoded_secret import hardcoded_secret
from houserules.rules.security.jwt_library import jwt_library
from houserules.rules.security.password_hash import password_hash
from houserules.rules.security.plain_http import plain_http
from houserules.rules.security.plaintext_password import plaintext_password
from houserules.rules.security.rate_limiter_configured import rate_limiter_configured
from houserules.rules.security.sql_injection import sql_injection
from houserules.rules.security.upload_limits import upload_limits
from houserules.rules.sqlalchemy.async_engine import async_engine
from houserules.rules.sqlalchemy.bulk_write import bulk_write
from houserules.rules.sqlalchemy.celery_sync_variant import celery_sync_variant
from houserules.rules.sqlalchemy.column_index import column_index
from houserules.rules.sqlalchemy.commit_boundary import commit_boundary
from houserules.rules.sqlalchemy.create_all import create_all
from houserules.rules.sqlalchemy.driver import driver
from houserules.rules.sqlalchemy.engine_pool import engine_pool
from houserules.rules.sqlalchemy.flush_before_use import flush_before_use
from houserules.rules.sqlalchemy.foreign_key_cascade import foreign_key_cascade
from houserules.rules.sqlalchemy.integrity_savepoint import integrity_savepoint
from houserules.rules.sqlalchemy.lazy_relationship import lazy_relationship
from houserules.rules.sqlalchemy.mapped_column import mapped_column
from houserules.rules.sqlalchemy.mapped_relationship import mapped_relationship
from houserules.rules.sqlalchemy.missing_await import missing_await
from houserules.rules.sqlalchemy.multiple_commits import multiple_commits
from houserules.rules.sqlalchemy.query_in_loop import query_in_loop
from houserules.rules.sqlalchemy.refresh_after_commit import refresh_after_commit
from houserules.rules.sqlalchemy.scalar_one import scalar_one
from houserules.rules.sqlalchemy.scalars_all import scalars_all
from houserules.rules.sqlalchemy.select_style import select_style
from houserules.rules.sqlalchemy.session_context import session_context
from houserules.rules.sqlalchemy.session_ownership import session_ownership
from houserules.rules.sqlalchemy.unique_column import unique_column
from houserules.rules.sqlalchemy.upsert_set import upsert_set
from houserules.rules.style.complexity import too_complex
from houserules.rules.style.function_length import function_length
from houserules.rules.style.global_state import global_state
from houserules.rules.style.inheritance_depth import inheritance_depth
from houserules.rules.style.line_length import line_length
from houserules.rules.style.mutable_argument_default import mutable_argument_default
from houserules.rules.style.resource_with import resource_with
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
    async_with,
    asynccontextmanager,
    blocking_http,
    blocking_io,
    blocking_sleep_in_coroutine,
    executor_to_thread,
    get_event_loop,
    nested_callbacks,
    sequential_awaits,
    sync_async_mix,
    unawaited_coroutine,
    unlocked_shared_state,
    backend,
    hit_test,
    ttl_range,
    ttlcache_lock,
    commented_out_code,
    complex_uncommented,
    noqa_code,
    restating_comment,
    type_ignore,
    env_example,
    environment_literal,
    hardcoded_value,
    no_environ,
    settings_base,
    settings_location,
    settings_model_config,
    settings_singleton,
    args_section,
    class_attributes,
    examples,
    module_docstring,
    raises_section,
    required,
    returns_section,
    router_endpoints,
    section_style,
    self_documenting_args,
    verbose_docstring,
    yields_section,
    auth_challenge_header,
    bare_except,
    empty_message,
    exception_base,
    exception_location,
    exception_status,
    external_broad_except,
    http_exception_subclass,
    third_party_translation,
    vanilla_raise,
    app_route,
    async_handler,
    background_tasks,
    binary_response_docs,
    compression,
    cross_cutting,
    delete_status,
    dependency_annotation,
    depends_style,
    error_leak,
    exception_handler_registered,
    handler_try_except,
    health_endpoint,
    http_exception_detail,
    http_method,
    inject_service,
    inject_session,
    lifespan,
    pagination,
    post_status,
    query_validation,
    rate_limit_decorator,
    rate_limit_order,
    rate_limit_request,
    redundant_500,
    request_id,
    resource_path,
    response_model,
    route_order,
    route_responses,
    route_summary,
    router_definition,
    router_included,
    router_name,
    status_constants,
    untyped_body,
    client_per_request,
    close_function,
    close_registered,
    lazy_client,
    no_requests,
    raise_for_status,
    retry_policy,
    timeout,
    absolute,
    grouping,
    sorted_imports,
    wildcard,
    import_direction,
    logging_backend,
    bind_context_rule,
    event_name,
    exception_in_except,
    logger_source,
    no_extra_dict,
    no_interpolation,
    no_print,
    sink_config,
    swallowed_exception,
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
    feature_package,
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
    cors_origins,
    db_superuser,
    hardcoded_secret,
    jwt_library,
    password_hash,
    plain_http,
    plaintext_password,
    rate_limiter_configured,
    sql_injection,
    upload_limits,
    async_engine,
    bulk_write,
    celery_sync_variant,
    column_index,
    commit_boundary,
    create_all,
    driver,
    engine_pool,
    flush_before_use,
    foreign_key_cascade,
    integrity_savepoint,
    lazy_relationship,
    mapped_column,
    mapped_relationship,
    missing_await,
    multiple_commits,
    query_in_loop,
    refresh_after_commit,
    scalar_one,
    scalars_all,
    select_style,
    session_context,
    session_ownership,
    unique_column,
    upsert_set,
    too_complex,
    function_length,
    global_state,
    inheritance_depth,
    line_length,
    mutable_argument_default,
    resource_with,
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
"""The implemented rules, by id."""
