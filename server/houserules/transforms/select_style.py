"""Legacy queries become ``select()``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

QUERY_REASON = "`Query` leaves out duplicates that joined loading makes, and flushes at other times"
LIST_REASON = "columns one by one need SQLAlchemy 1.4"
_LINKS = frozenset(
    {
        "distinct", "filter", "filter_by", "group_by", "having", "join", "limit", "offset",
        "order_by", "outerjoin", "where",
    }
)  # fmt: skip
_ENDS = {"all": "all", "first": "first", "one": "scalar_one", "one_or_none": "scalar_one_or_none"}
_OF_SCALARS = frozenset({"all", "first"})
_NO_TWIN = "the query is not read by a method that has a twin"
_NARROWS = frozenset({"filter", "filter_by", "where", "join", "outerjoin"})


@dataclass(frozen=True, slots=True, eq=False)
class _Link:
    """One call on a query: the call, and the name of its method."""

    call: cst.Call
    method: cst.Name


def _apply(rewrite: RewritePass, query: cst.Call) -> Iterator[Change | ImportNeed | Refusal]:
    if not isinstance(query.func, cst.Attribute):
        return
    links, end = _chain(rewrite, query)
    if end is None or any(link.method.value not in _LINKS for link in links):
        yield Refusal(_NO_TWIN)
        return
    session = rewrite.text(query.func.value)
    is_entity = len(query.args) == 1 and isinstance(query.args[0].value, cst.Name)
    method, arguments = end.method.value, end.call.args
    if method == "get" and not links and is_entity and len(arguments) == 1:
        text = f"{session}.get({rewrite.text(query.args[0])}, {rewrite.text(arguments[0])})"
        yield rewrite.replace_span(rewrite.span(end.call), text)
        return
    counts = method == "count" and is_entity and all(_narrows(link) for link in links)
    if arguments or not (counts or method == "scalar" or method in _ENDS):
        yield Refusal(_NO_TWIN)
        return
    select = name_for(rewrite, "sqlalchemy", "select", query)
    if select is None:
        yield Refusal("`select` means something else here")
        return
    yield from select[1]
    yield rewrite.replace_span(rewrite.span(query.func), f"{session}.execute({select[0]}")
    for link in links:
        if link.method.value == "filter":
            yield rewrite.replace(link.method, "where")
    last = rewrite.span(links[-1].call if links else query).end
    if counts:
        yield from _counted(rewrite, query, end, last)
        return
    yield rewrite.insert(last, ").scalars()" if is_entity and method in _OF_SCALARS else ")")
    if is_entity and method in _ENDS and _ENDS[method] != method:
        yield rewrite.replace(end.method, _ENDS[method])


def _counted(
    rewrite: RewritePass, query: cst.Call, end: _Link, last: int
) -> Iterator[Change | ImportNeed | Refusal]:
    func = name_for(rewrite, "sqlalchemy", "func", query)
    if func is None:
        yield Refusal("`func` means something else here")
        return
    yield from func[1]
    entity, closing = query.args[0], rewrite.span(query).end
    yield rewrite.replace_span(rewrite.span(entity), f"{func[0]}.count()")
    counted = f".select_from({rewrite.text(entity)})"
    if last == closing:
        yield rewrite.insert(closing, f"{counted})")
    else:
        yield rewrite.insert(closing, counted)
        yield rewrite.insert(last, ")")
    yield rewrite.replace(end.method, "scalar_one")


def _narrows(link: _Link) -> bool:
    return link.method.value in _NARROWS


def _chain(rewrite: RewritePass, query: cst.Call) -> tuple[list[_Link], _Link | None]:
    """The calls on a query between it and the one that reads it, and that one."""
    links: list[_Link] = []
    below: cst.CSTNode = query
    method: cst.Name | None = None
    for holder in reversed(rewrite.ancestors):
        if isinstance(holder, cst.Attribute) and holder.value is below:
            method = holder.attr
        elif isinstance(holder, cst.Call) and holder.func is below and method is not None:
            links.append(_Link(holder, method))
        else:
            break
        below = holder
    return (links[:-1], links[-1]) if links else ([], None)


def _apply_list(rewrite: RewritePass, node: cst.List) -> Iterator[Change]:
    whole = rewrite.span(node)
    yield rewrite.replace_span(Span(whole.start, whole.start + 1), "")
    yield rewrite.replace_span(Span(whole.end - 1, whole.end), "")


query_to_select = Transform(
    id="query-to-select",
    title="Use `select()`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=IMPORT_READS,
)
list_to_select = Transform(
    id="list-to-select",
    title="Pass the columns one by one",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply_list,
)
