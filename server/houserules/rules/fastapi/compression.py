"""An application answers without compression."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.application_features import (
    FEATURE_READS,
    is_imported,
    makes_application,
)

_MIDDLEWARE = (
    "GZipMiddleware", "BrotliMiddleware", "CompressMiddleware", "CompressionMiddleware",
    "ZstdMiddleware",
)  # fmt: skip


@rule(
    id="fastapi/compression",
    on=(cst.Call,),
    requires=FEATURE_READS,
    severity="hint",
    message="application has no `GZipMiddleware`",
    why="JSON shrinks to a tenth; clients on slow lines wait that much less.",
    allow_when="A server in front of the application compresses.",
    examples=[
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()  # want: application has no `GZipMiddleware` # at: FastAPI()\n"
        ),
        Example(
            "from fastapi import FastAPI\n"
            "from fastapi.middleware.gzip import GZipMiddleware\n\n"
            "app = FastAPI()\n"
            "app.add_middleware(GZipMiddleware, minimum_size=1000)\n"
        ),
    ],
)
def compression(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report applications of projects that import no middleware that compresses."""
    if makes_application(p, node) and not any(is_imported(p, name) for name in _MIDDLEWARE):
        yield p.finding(node)
