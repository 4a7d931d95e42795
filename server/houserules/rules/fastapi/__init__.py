"""Rules of the area `fastapi`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
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

RULES: tuple[Rule, ...] = (
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
)
"""By id."""
