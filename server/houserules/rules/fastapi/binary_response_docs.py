"""A route answers with a file or a stream, and its documentation says JSON."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.binary_responses import binary_media_type
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes
from houserules.extractors.http_errors import status_of
from houserules.extractors.strings import literal_string
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import extend_route_keyword

_OK = 200


@rule(
    id="fastapi/binary-response-docs",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *IMPORT_READS),
    fixes=(extend_route_keyword,),
    message='`{media_type}` is not described in `responses={{200: {{"content": …}}}}`',
    why="FastAPI documents JSON for what it is not told about, and generated clients parse it so.",
    examples=[
        Example(
            "from fastapi import APIRouter, Response\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/{no}/pdf")'
            '  # want: `application/pdf` is not described in `responses={200: {"content": …}}`\n'
            "async def invoice(no: int) -> Response:\n"
            '    return Response(content=render(no), media_type="application/pdf")\n',
            fixed="from fastapi import APIRouter, Response\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/{no}/pdf", responses={200: {"content": {"application/pdf": {}}, '
            '"description": "OK"}})\n'
            "async def invoice(no: int) -> Response:\n"
            '    return Response(content=render(no), media_type="application/pdf")\n',
        ),
        Example(
            "from fastapi import APIRouter\n"
            "from fastapi.responses import StreamingResponse\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/events")\n'
            "async def events() -> StreamingResponse:\n"
            '    return StreamingResponse(follow(), media_type="text/event-stream")\n'
        ),
    ],
)
def binary_response_docs(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes with binary responses that `responses` does not describe."""
    media_type: str | None = None
    for route in declared_routes(p, node):
        given = route.given("responses")
        if route.is_open or route.is_hidden or not _lacks_content(given):
            continue
        if media_type is None:
            media_type = binary_media_type(p, node)
        if not media_type:
            return
        entry = f'{_OK}: {{"content": {{"{media_type}": {{}}}}, "description": "OK"}}'
        fix = extend_route_keyword.at(
            route.call, name="responses", entry=entry, title=f"Describe `{media_type}`"
        )
        fixable = given is None or not _statuses(given) & {_OK}
        yield p.finding(route.decorator, fix=fix if fixable else None, media_type=media_type[:40])


def _lacks_content(given: cst.BaseExpression | None) -> bool:
    """Whether ``responses`` is known to say nothing of the content of 200."""
    if given is None:
        return True
    if not isinstance(given, cst.Dict):
        return False
    for element in given.elements:
        if not isinstance(element, cst.DictElement) or _status(element.key) is None:
            return False
        if _status(element.key) == _OK:
            return isinstance(element.value, cst.Dict) and not _has_content(element.value)
    return True


def _has_content(value: cst.Dict) -> bool:
    return any(
        not isinstance(e, cst.DictElement) or literal_string(e.key) in ("content", None)
        for e in value.elements
    )


def _statuses(given: cst.BaseExpression) -> frozenset[int | None]:
    if not isinstance(given, cst.Dict):
        return frozenset()
    return frozenset(_status(e.key) for e in given.elements if isinstance(e, cst.DictElement))


def _status(key: cst.BaseExpression) -> int | None:
    text = literal_string(key)
    return int(text) if text is not None and text.isdigit() else status_of(key)
