"""A response is read without a look at its status."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.unchecked_responses import RESPONSE_READS, unchecked_response
from houserules.transforms.raise_for_status import REASON, check_status


@rule(
    id="http/raise-for-status",
    on=(cst.Call,),
    requires=RESPONSE_READS,
    fixes=(check_status,),
    message="`{name}` is read without `raise_for_status()` or a look at its status",
    why="The body of an error is not what was asked for; it fails later, or is stored as data.",
    allow_when="Errors of the service have the same body as its answers.",
    examples=[
        Example(
            "import httpx\n\n\n"
            "async def plans(client: httpx.AsyncClient) -> list[str]:\n"
            '    page = await client.get("/plans")'
            "  # want: `page` is read without `raise_for_status()` or a look at its status\n"
            "    return page.json()\n",
            fixed="import httpx\n\n\n"
            "async def plans(client: httpx.AsyncClient) -> list[str]:\n"
            '    page = await client.get("/plans")\n'
            "    page.raise_for_status()\n"
            "    return page.json()\n",
        ),
        Example(
            "import httpx\n\n\n"
            "async def plans(client: httpx.AsyncClient) -> list[str]:\n"
            '    page = await client.get("/plans")\n'
            "    return page.json() if page.is_success else []\n"
        ),
    ],
)
def raise_for_status(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report requests whose responses are read as if all went well."""
    if p.module.role in (Role.TEST, Role.CONFTEST):
        return
    found = unchecked_response(p, node)
    if found is not None:
        fix = check_status.at(node, reason=REASON) if found.statement is not None else None
        name = found.name or f"{dotted_name(node.func) or 'the response'}(...)"
        yield p.finding(node.func, fix=fix, name=name)
