"""The decorator of a rate limiter gets its place, and the function the request it needs."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.parameters import all_parameters
from houserules.extractors.rate_limits import LIMIT_READS, limit_decorators
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

REQUESTS = frozenset({"request", "websocket"})
"""What slowapi looks for among the arguments."""


def misplaced_limits(unit: UnitPass, function: cst.FunctionDef) -> list[cst.Decorator]:
    """The decorators of a limiter above the last route decorator of a function."""
    last = last_route(unit, function)
    above = function.decorators[: function.decorators.index(last)] if last is not None else ()
    limits = limit_decorators(unit, function) if above else ()
    return [decorator for decorator in limits if decorator in above]


def last_route(unit: UnitPass, function: cst.FunctionDef) -> cst.Decorator | None:
    """The lowest decorator that makes a function a route."""
    found = [d for d, owner, _, _ in route_decorators(function) if unit.lookup(ROUTERS, owner)]
    return found[-1] if found else None


def lacks_request(function: cst.FunctionDef) -> bool:
    """Whether no parameter is called as slowapi wants it."""
    names = {param.name.value for param in all_parameters(function.params)}
    return not names & REQUESTS


def _move(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[Change]:
    last, moved = last_route(rewrite, function), misplaced_limits(rewrite, function)
    if last is None or not moved:
        return
    stop = rewrite.lines_of(last).end
    start = min(_block(rewrite, function, decorator).start for decorator in moved)
    down = [_block(rewrite, function, decorator) for decorator in moved]
    kept, at = "", start
    for span in down:
        kept += rewrite.source[at : span.start]
        at = span.end
    kept += rewrite.source[at:stop]
    text = kept + "".join(rewrite.source[span.start : span.end] for span in down)
    yield rewrite.replace_span(Span(start, stop), text)


def _block(rewrite: RewritePass, function: cst.FunctionDef, decorator: cst.Decorator) -> Span:
    """The lines of a decorator, with the comments above it; those of the first stay on top."""
    lines = rewrite.lines_of(decorator)
    index = function.decorators.index(decorator)
    if not index or not any(line.comment for line in decorator.leading_lines):
        return lines
    return Span(rewrite.lines_of(function.decorators[index - 1]).end, lines.end)


def _add_request(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[Change | ImportNeed]:
    found = name_for(rewrite, "fastapi", "Request", function)
    if found is None or function.type_parameters is not None or not lacks_request(function):
        return
    yield from found[1]
    yield request_parameter(rewrite, function, found[0])


def request_parameter(rewrite: RewritePass, function: cst.FunctionDef, kind: str) -> Change:
    """``request`` as the first parameter, behind ``self``."""
    source, code = rewrite.source, f"request: {kind}"
    params = (*function.params.posonly_params, *function.params.params)
    if rewrite.class_path and params and params[0].name.value in ("self", "cls"):
        end = rewrite.span(params[0].name).end
        return rewrite.insert(end, f", {code}")
    opening = source.index("(", rewrite.span(function.name).end) + 1
    following = source[opening:]
    blank = following[: len(following) - len(following.lstrip())]
    if following.lstrip().startswith(")"):
        return rewrite.insert(opening, code)
    if set(blank) & set("\r\n"):
        return rewrite.insert(opening + len(blank), f"{code},{blank}")
    return rewrite.insert(opening, f"{code}, ")


def _limit(
    rewrite: RewritePass, function: cst.FunctionDef, limiter: str, limit: str
) -> Iterator[Change | ImportNeed]:
    last, bound = last_route(rewrite, function), rewrite.lookup(BINDINGS, limiter)
    if last is None or len(bound) != 1 or limit_decorators(rewrite, function, limiter=limiter):
        return
    if lacks_request(function):
        added = list(_add_request(rewrite, function))
        if not added:
            return
        yield from added
    line = rewrite.lines_of(last)
    margin = rewrite.indentation(last)
    yield rewrite.insert(line.end, f'{margin}@{limiter}.limit("{limit}"){rewrite.newline}')


def _move_sites(unit: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if misplaced_limits(unit, function):
        yield limit_below_route.at(function)


def _request_sites(unit: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if limit_decorators(unit, function) and lacks_request(function):
        yield add_request.at(function)


limit_below_route = Transform(
    id="limit-below-route",
    title="Move the rate limit below the route",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_move,
    sites=_move_sites,
    on=(cst.FunctionDef,),
    requires=(*LIMIT_READS, ROUTERS),
)
limit_route = Transform(
    id="limit-route",
    title='Add `@{limiter}.limit("{limit}")`',
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_limit,
    requires=(*LIMIT_READS, *IMPORT_READS, ROUTERS),
)
add_request = Transform(
    id="add-request",
    title="Add the parameter `request: Request`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_add_request,
    sites=_request_sites,
    on=(cst.FunctionDef,),
    requires=(*LIMIT_READS, *IMPORT_READS),
)
