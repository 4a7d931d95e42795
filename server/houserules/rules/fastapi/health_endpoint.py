"""A project serves an application that nobody can ask whether it is up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.application_features import (
    FEATURE_READS,
    PATH,
    makes_application,
    values_of,
)


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/health-endpoint``.

    Attributes:
        paths: Globs of the paths of health endpoints.
    """

    paths: tuple[str, ...] = (
        "*/health", "*/health/*", "*/health[-_]*", "*/healthz", "*/healthcheck", "*/ready*",
        "*/live*", "*/ping", "*/status",
    )  # fmt: skip


@rule(
    id="fastapi/health-endpoint",
    on=(cst.Call,),
    requires=FEATURE_READS,
    options=Options,
    message="no health endpoint in this project, such as `GET /health`",
    why="Load balancers and orchestrators send requests to what says that it is up.",
    allow_when="The application is asked in another way, or runs under another one.",
    examples=[
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()"
            "  # want: no health endpoint in this project, such as `GET /health` # at: FastAPI()\n"
        ),
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()\n\n\n"
            '@app.get("/health")\n'
            "async def health() -> dict[str, str]:\n"
            '    return {"status": "ok"}\n'
        ),
    ],
)
def health_endpoint(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report applications of projects in which no path is that of a health endpoint."""
    if not makes_application(p, node):
        return
    paths = values_of(p, PATH)
    if not any(fnmatchcase(path.lower(), glob) for path in paths for glob in p.options.paths):
        yield p.finding(node)
