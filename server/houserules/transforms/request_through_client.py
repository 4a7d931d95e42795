"""``httpx.get(url)`` in a coroutine becomes ``await client.get(url)`` of a client at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.blocking_calls import coroutine_around, runs_directly
from houserules.extractors.blocking_io import HTTP_VERBS
from houserules.extractors.declared_types import DECLARED_READS, declared_type, parameters_of
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.scopes import scope_of, scopes_around
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

CLIENT_REASON = "the client's own headers, cookies and timeout hold for the request"
GETTER = "_get_http_client"
_NAME = "client"
_FUNCTIONS = frozenset(f"httpx.{verb}" for verb in HTTP_VERBS)
_OF_CLIENT = frozenset({"cert", "proxies", "proxy", "trust_env", "verify"})


@dataclass(frozen=True, slots=True, eq=False)
class ClientRequest:
    """How a request can go through a client.

    Attributes:
        client: The name of the client.
        line: The statement to get it before, ``None`` where the function is given it.
    """

    client: str
    line: cst.SimpleStatementLine | None


def client_request(unit: UnitPass, call: cst.Call, getter: str = GETTER) -> ClientRequest | None:
    """How a call like ``httpx.get(url)`` can go through a client; ``None`` where it cannot.

    ``call`` must be the node the walk stands on.
    """
    if not resolves_to(unit, call.func, _FUNCTIONS) or not runs_directly(unit, call):
        return None
    if any(a.star or (a.keyword and a.keyword.value in _OF_CLIENT) for a in call.args):
        return None
    coroutine = coroutine_around(unit, call)
    if coroutine is None or call.func.lpar or isinstance(unit.ancestors[-1], cst.Await):
        return None
    for param in parameters_of(coroutine):
        if declared_type(unit, param.name) == "httpx.AsyncClient":
            return ClientRequest(param.name.value, None)
    inside = unit.ancestors[unit.ancestors.index(coroutine) :]
    line = next((a for a in inside if isinstance(a, cst.SimpleStatementLine)), None)
    is_known = bool(unit.lookup(BINDINGS, getter)) and not any(
        getter in scope for scope in scopes_around(unit, call)
    )
    if line is None or not is_known or _NAME in scope_of(unit, coroutine):
        return None
    return ClientRequest(_NAME, line)


def _apply(rewrite: RewritePass, call: cst.Call, getter: str) -> Iterator[Change]:
    found = client_request(rewrite, call, getter)
    if found is None or not isinstance(call.func, cst.Name | cst.Attribute):
        return
    verb = (resolves_to(rewrite, call.func, _FUNCTIONS) or "").rpartition(".")[2]
    if found.line is not None:
        start, step = rewrite.span(found.line).start, rewrite.indentation(found.line)
        got = f"{found.client} = await {getter}(){rewrite.newline}{step}"
        yield rewrite.insert(start, got)
    whole = rewrite.span(call)
    bare = isinstance(rewrite.ancestors[-1], cst.Attribute | cst.Call | cst.Subscript)
    opening = "(await " if bare else "await "
    func = Span(whole.start, rewrite.span(call.func).end)
    yield rewrite.replace_span(func, f"{opening}{found.client}.{verb}")
    if bare:
        yield rewrite.insert(whole.end, ")")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if client_request(unit, call) is not None:
        yield request_through_client.at(call, reason=CLIENT_REASON, getter=GETTER)


request_through_client = Transform(
    id="request-through-client",
    title="Send the request with `await client...`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS, *DECLARED_READS),
)
