"""A 401 does not say how to authenticate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.transforms.challenge_header import (
    HEADER_REASON,
    SCHEME,
    add_challenge_header,
    lacks_challenge,
)


@dataclass(frozen=True)
class Options:
    """Options of ``errors/auth-challenge-header``.

    Attributes:
        scheme: The scheme that the fix writes.
    """

    scheme: str = SCHEME


@rule(
    id="errors/auth-challenge-header",
    on=(cst.Call,),
    requires=add_challenge_header.requires,
    options=Options,
    severity="hint",
    fixes=(add_challenge_header,),
    message="401 without a `WWW-Authenticate` header",
    why="RFC 9110 wants a 401 to name the scheme, and clients that follow it need the header.",
    allow_when="The API is used by its own frontend alone.",
    examples=[
        Example(
            "from fastapi import HTTPException\n\n\n"
            "def reject() -> None:\n"
            '    raise HTTPException(status_code=401, detail="Token expired")'
            "  # want: 401 without a `WWW-Authenticate` header\n",
            fixed="from fastapi import HTTPException\n\n\n"
            "def reject() -> None:\n"
            '    raise HTTPException(status_code=401, detail="Token expired", '
            'headers={"WWW-Authenticate": "Bearer"})\n',
        ),
        Example(
            "from fastapi import HTTPException, status\n\n\n"
            "def reject() -> None:\n"
            "    raise HTTPException(\n"
            "        status.HTTP_401_UNAUTHORIZED,\n"
            '        headers={"WWW-Authenticate": "Basic"},\n'
            "    )\n"
        ),
    ],
)
def auth_challenge_header(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report 401s that are made without headers."""
    if lacks_challenge(p, node):
        fix = add_challenge_header.at(node, reason=HEADER_REASON, scheme=p.options.scheme)
        yield p.finding(node, fix=fix)
