"""An application gives requests no id."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.application_features import (
    FEATURE_READS,
    REQUEST_ID,
    is_imported,
    makes_application,
    values_of,
)

_MIDDLEWARE = (
    "CorrelationIdMiddleware", "RequestIdMiddleware", "RequestIDMiddleware", "asgi_correlation_id",
    "FastAPIInstrumentor", "ContextMiddleware", "RawContextMiddleware",
)  # fmt: skip


@rule(
    id="fastapi/request-id",
    on=(cst.Call,),
    requires=FEATURE_READS,
    severity="hint",
    message="no middleware gives requests an id",
    why="With an id in every log line and answer, what one request did is found in one search.",
    allow_when="What is in front of the application does.",
    examples=[
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()  # want: no middleware gives requests an id # at: FastAPI()\n"
        ),
        Example(
            "from asgi_correlation_id import CorrelationIdMiddleware\n"
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()\n"
            "app.add_middleware(CorrelationIdMiddleware)\n"
        ),
    ],
)
def request_id(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report applications of projects in which nothing names the header of a request's id."""
    if not makes_application(p, node) or any(is_imported(p, name) for name in _MIDDLEWARE):
        return
    if not values_of(p, REQUEST_ID):
        yield p.finding(node)
