"""An upload is read whole, however large it is."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants, own_nodes
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes, outer_names
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.qualified_names import module_qualified_names
from houserules.text.excerpt import excerpt

_UPLOADS = frozenset(
    {
        "fastapi.UploadFile",
        "fastapi.datastructures.UploadFile",
        "starlette.datastructures.UploadFile",
    }
)
_SIZES = ("size", "content_length", "content-length", "max_bytes", "limit", "length")


@rule(
    id="security/upload-limits",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    message="upload `{name}` is read without a limit of its size",
    why="One large upload fills the memory of the process, and ends the requests of all others.",
    allow_when="A server in front of the application limits the size of requests.",
    examples=[
        Example(
            "from fastapi import APIRouter, UploadFile\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/images")\n'
            "async def store(file: UploadFile):\n"
            "    data = await file.read()"
            "  # want: upload `file` is read without a limit of its size # at: file.read()\n"
            '    return {"bytes": data}\n'
        ),
        Example(
            "from fastapi import APIRouter, HTTPException, UploadFile\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/images")\n'
            "async def store(file: UploadFile):\n"
            "    if file.size is None or file.size > 1_000_000:\n"
            '        raise HTTPException(413, "too large")\n'
            "    return await file.read()\n"
        ),
    ],
)
def upload_limits(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report uploads that a route reads at once, where nothing in it speaks of a size."""
    if not node.decorators or ".read()" not in p.view.unit.text:
        return
    uploads = {param.name.value for param in parameters_of(node) if _is_upload(p, param)}
    if not uploads or not declared_routes(p, node) or _is_checked(node, uploads):
        return
    calls = [call for call in own_nodes(node) if isinstance(call, cst.Call) and not call.args]
    for call in sorted(calls, key=lambda c: p.span(c).start):
        name, _, method = dotted_name(call.func).rpartition(".")
        if method == "read" and name in uploads and outer_names(p, node, call.func) == ():
            yield p.finding(call, name=excerpt(name, 40))


def _is_upload(p: UnitPass, param: cst.Param) -> bool:
    if param.annotation is None:
        return False
    written = written_type(param.annotation.annotation)
    names = module_qualified_names(p, written) if written else ()
    return bool(names) and set(names) <= _UPLOADS


def _is_checked(node: cst.FunctionDef, uploads: set[str]) -> bool:
    """Whether a function speaks of a size, measures something, or hands an upload on."""
    for part in descendants(node):
        if isinstance(part, cst.Arg):
            if dotted_name(part.value) in uploads:
                return True
            continue
        text = part.value if isinstance(part, cst.Name | cst.SimpleString) else ""
        if text == "len" or any(word in text.lower() for word in _SIZES):
            return True
    return False
