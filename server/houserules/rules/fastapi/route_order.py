"""A route is never reached, because a route above it matches its requests first."""

from __future__ import annotations

from collections.abc import Iterator

from houserules.analysis.passes import Entry, EntryFinding, ModulePass
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.routes import ROUTERS, ROUTES, Route, is_one_router, matched_first
from houserules.text.excerpt import excerpt
from houserules.transforms.move_route import move_above, move_route_above

_LONGEST_ROUTE = 28


@rule(
    id="fastapi/route-order",
    scope=Scope.MODULE,
    requires=(ROUTES, ROUTERS, BINDINGS),
    fixes=(move_route_above,),
    message="`{later}` is unreachable: `{earlier}` above it matches first",
    why="Routes are tried in the order of the file; the request ends in the wrong handler, or in 422.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/jobs/{job_id}")\n'
            "async def read_job(job_id: str): ...\n\n\n"
            '@router.get("/jobs/stats")\n'
            "async def job_stats(): ..."
            "  # want: `GET /jobs/stats` is unreachable: `GET /jobs/{job_id}` above it matches first\n",
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/jobs/stats")\n'
            "async def job_stats(): ...\n\n\n"
            '@router.get("/jobs/{job_id}")\n'
            "async def read_job(job_id: str): ...\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/jobs/{job_id}")\n'
            "async def read_job(job_id: str): ...\n\n\n"
            '@router.post("/jobs/stats")\n'
            "async def refresh_stats(): ...\n"
        ),
    ],
)
def route_order(p: ModulePass) -> Iterator[EntryFinding]:
    """Report routes that a route above them shadows."""
    above: dict[str, list[Entry]] = {}
    for entry in p.sequence(ROUTES):
        later: Route = entry.value
        known = above.setdefault(later.owner, [])
        first = matched_first([e.value for e in known], later) if known else None
        if first is not None and is_one_router(p, later.owner):
            index, method = first
            yield _finding(p, entry, known[index], method)
        known.append(entry)


def _finding(p: ModulePass, entry: Entry, first: Entry, method: str) -> EntryFinding:
    later: Route = entry.value
    earlier: Route = first.value
    shown = excerpt(f"{method} {earlier.path}", _LONGEST_ROUTE)
    return p.finding(
        ROUTES,
        entry,
        anchor="name_anchor",
        fix=move_above(later, earlier),
        related=((first, f"`{shown}` matches first"),),
        later=excerpt(f"{method} {later.path}", _LONGEST_ROUTE),
        earlier=shown,
    )
