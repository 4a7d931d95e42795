"""A route is never reached, because a route above it matches its requests first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from houserules.analysis.passes import Entry, EntryFinding, ModulePass
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.routes import ROUTERS, ROUTES, Route, RoutesAbove, is_one_router
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
    entries = p.sequence(ROUTES)
    routes_of = Counter(entry.value.function for entry in entries)
    above: dict[str, tuple[list[Entry], RoutesAbove]] = {}
    for entry in entries:
        later: Route = entry.value
        known, routes = above.setdefault(later.owner, ([], RoutesAbove()))
        first = routes.matching(later)
        if first is not None and is_one_router(p, later.owner):
            index, method = first
            movable = routes_of[later.function] == 1
            yield _finding(p, entry, known[index], method, movable=movable)
        known.append(entry)
        routes.add(later)


def _finding(
    p: ModulePass, entry: Entry, first: Entry, method: str, *, movable: bool
) -> EntryFinding:
    later: Route = entry.value
    earlier: Route = first.value
    shown = excerpt(f"{method} {earlier.path}", _LONGEST_ROUTE)
    return p.finding(
        ROUTES,
        entry,
        anchor="name_anchor",
        fix=move_above(later, earlier) if movable else None,
        related=((first, f"`{shown}` matches first"),),
        later=excerpt(f"{method} {later.path}", _LONGEST_ROUTE),
        earlier=shown,
    )
