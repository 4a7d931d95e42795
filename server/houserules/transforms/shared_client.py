"""``async with httpx.AsyncClient() as c`` becomes the client that the module shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.http_clients import CLIENT_READS, per_call_client
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, member_name_for

REASON = "connections and cookies outlive the call, and somebody must close the client"
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ASYNC_CLIENT = "httpx.AsyncClient"
_STRINGS = (cst.SimpleString, cst.FormattedString)


def sharable(unit_pass: UnitPass, call: cst.Call) -> cst.With | None:
    """The ``async with`` that a shared client can stand in for, ``None`` where it cannot.

    ``call`` must be the node the walk stands on.
    """
    block = client_block(unit_pass, call)
    return block if block is not None and block.asynchronous is not None else None


def client_block(unit_pass: UnitPass, call: cst.Call) -> cst.With | None:
    """The ``with`` for nothing but a client that could as well come from elsewhere.

    ``call`` must be the node the walk stands on.
    """
    client = per_call_client(unit_pass, call) if len(unit_pass.ancestors) > 2 else ""
    if not client:
        return None
    item, block = unit_pass.ancestors[-1], unit_pass.ancestors[-2]
    if not isinstance(block, cst.With) or not isinstance(item, cst.WithItem):
        return None
    function = next(a for a in reversed(unit_pass.ancestors) if isinstance(a, cst.FunctionDef))
    is_async = client == _ASYNC_CLIENT
    if len(block.items) != 1 or (block.asynchronous is not None) is not is_async:
        return None
    if is_async and function.asynchronous is None:
        return None
    if item.asname is None or not isinstance(item.asname.name, cst.Name):
        return None
    if not isinstance(block.body, cst.IndentedBlock) or not _only_timeout(call):
        return None
    return block if _can_be_dedented(unit_pass, block.body) else None


def _only_timeout(call: cst.Call) -> bool:
    """Other keywords would leak to the other users of the client."""
    return all(
        a.keyword is not None
        and a.keyword.value == "timeout"
        and isinstance(a.value, cst.Integer | cst.Float)
        for a in call.args
    )


def _can_be_dedented(unit_pass: UnitPass, body: cst.IndentedBlock) -> bool:
    for node in descendants(body):
        if isinstance(node, _STRINGS):
            span = unit_pass.span(node)
            text = unit_pass.view.unit.text[span.start : span.end]
            if "\n" in text or "\r" in text:
                return False
    return True


def _apply(rewrite: RewritePass, call: cst.Call, getter: str) -> Iterator[Any]:
    block = sharable(rewrite, call)
    if block is None:
        return
    if not rewrite.lookup(BINDINGS, getter):
        skeleton = tuple(_skeleton(rewrite, call, getter))
        if None in skeleton:
            return
        yield from skeleton
    assert isinstance(block.body, cst.IndentedBlock)
    start, header = rewrite.span(block).start, rewrite.span(block.body.header)
    text = f"{client_name(block)} = await {getter}()" + rewrite.source[header.start : header.end]
    end, body = dedented(rewrite, block, block.body)
    yield rewrite.replace_span(Span(start, end), text + body)


def client_name(block: cst.With) -> str:
    """What a block that ``client_block`` found calls its client."""
    asname = block.items[0].asname
    assert asname is not None
    assert isinstance(asname.name, cst.Name)
    return asname.name.value


def dedented(rewrite: RewritePass, block: cst.With, body: cst.IndentedBlock) -> tuple[int, str]:
    """Where a body ends, and its text with the indentation of the statement around it."""
    outer, inner = rewrite.indentation(block), rewrite.indentation(body.body[0])
    start, end = rewrite.span(body.header).end, rewrite.lines_of(body.body[-1]).end
    lines = _LINES.findall(rewrite.source[start:end])
    dedented = (outer + x[len(inner) :] if x.startswith(inner) else x for x in lines)
    return end, "".join(dedented)


def _skeleton(rewrite: RewritePass, call: cst.Call, getter: str) -> Iterator[Any]:
    """The variable, its lock, the getter and the function that closes; ``None`` for no place."""
    stem = getter.lstrip("_").removeprefix("get_")
    variable, lock, closer = f"_{stem}", f"_{stem}_lock", f"close_{stem}"
    taken = any(rewrite.lookup(BINDINGS, name) for name in (variable, lock, closer))
    found = member_name_for(rewrite, "asyncio", "Lock", call)
    place = next((u for u in rewrite.units() if _is_definition(u)), None)
    if taken or found is None or place is None:
        yield None
        return
    lock_type, needs = found
    yield from needs
    client = dotted_name(call.func)
    made = f"{client}({', '.join(rewrite.text(a) for a in call.args)})"
    step = rewrite.indent
    lines = [
        f"{variable}: {client} | None = None",
        f"{lock} = {lock_type}()",
        "",
        "",
        f"async def {getter}() -> {client}:",
        f'{step}"""Return the shared HTTP client, made when it is first needed."""',
        f"{step}global {variable}",
        f"{step}async with {lock}:",
        f"{step * 2}if {variable} is None:",
        f"{step * 3}{variable} = {made}",
        f"{step * 2}return {variable}",
        "",
        "",
        f"async def {closer}() -> None:",
        f'{step}"""Close the shared HTTP client; for the end of the application."""',
        f"{step}global {variable}",
        f"{step}async with {lock}:",
        f"{step * 2}if {variable} is not None:",
        f"{step * 3}await {variable}.aclose()",
        f"{step * 3}{variable} = None",
        "",
        "",
        "",
    ]
    yield place.insert(place.view.unit.item_start, rewrite.newline.join(lines))


def _is_definition(unit: RewritePass) -> bool:
    node = unit.view.node
    is_class = unit.view.unit.kind is UnitKind.CLASS_HEADER and not unit.class_path
    return not unit.class_path and (is_class or isinstance(node, cst.FunctionDef | cst.ClassDef))


def _sites(unit_pass: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if sharable(unit_pass, call):
        yield share_http_client.at(call, reason=REASON, getter="_get_http_client")


share_http_client = Transform(
    id="share-http-client",
    title="Use the shared client of `{getter}()`",
    safety=Safety.UNSAFE,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(*IMPORT_READS, *CLIENT_READS),
)
