"""An application limits no rate of requests, or its limiter is not wired."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.application_features import (
    FEATURE_READS,
    LIMIT_HANDLER,
    LIMIT_STATE,
    is_imported,
    makes_application,
    values_of,
)

_STATE = "`app.state.limiter` is not set; slowapi looks for its limiter there"
_HANDLER = "nothing handles `RateLimitExceeded`; clients get a 500"
_SLOWAPI = "_rate_limit_exceeded_handler"
_OTHERS = (
    "FastAPILimiter", "RateLimiter", "RateLimitMiddleware", "RateLimiterMiddleware",
    "AsyncLimiter", "fastapi_limiter", "aiolimiter", "limits", "Throttle", "fastapi_throttle",
)  # fmt: skip


@rule(
    id="security/rate-limiter-configured",
    on=(cst.Call,),
    requires=FEATURE_READS,
    message="application has no rate limiter",
    why="One client can take all of the service, or try passwords all night.",
    allow_when="What is in front of the application limits.",
    examples=[
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()  # want: application has no rate limiter # at: FastAPI()\n"
        ),
        Example(
            "from fastapi import FastAPI\n"
            "from slowapi import Limiter, _rate_limit_exceeded_handler\n"
            "from slowapi.errors import RateLimitExceeded\n"
            "from slowapi.util import get_remote_address\n\n"
            "app = FastAPI()\n"
            "app.state.limiter = Limiter(key_func=get_remote_address)\n"
            "app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)\n"
        ),
    ],
)
def rate_limiter_configured(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report applications of projects without a limiter, or with half of one of slowapi."""
    if not makes_application(p, node):
        return
    if not is_imported(p, "Limiter") and not is_imported(p, "slowapi"):
        if not any(is_imported(p, name) for name in _OTHERS):
            yield p.finding(node)
        return
    if not values_of(p, LIMIT_STATE):
        yield p.finding(node, message=_STATE)
    elif not values_of(p, LIMIT_HANDLER) and not is_imported(p, _SLOWAPI):
        yield p.finding(node, message=_HANDLER)
