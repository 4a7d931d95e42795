"""Engines, factories and sessions of SQLAlchemy become their async twins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

ASYNC_REASON = "everything that uses it must be awaited now"
_MODULE = "sqlalchemy.ext.asyncio"
SESSIONMAKERS = frozenset({"sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.session.sessionmaker"})
SESSIONS = frozenset({"sqlalchemy.orm.Session", "sqlalchemy.orm.session.Session"})
ASYNC_SESSION = frozenset(
    {"sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.ext.asyncio.session.AsyncSession"}
)
ASYNC_TWINS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("sqlalchemy.create_engine", "sqlalchemy.engine.create_engine"), "create_async_engine"
        ),
        **dict.fromkeys(SESSIONMAKERS, "async_sessionmaker"),
        **dict.fromkeys(SESSIONS, "AsyncSession"),
        "sqlalchemy.orm.scoped_session": "async_scoped_session",
    }
)
"""Qualified name of something sync → the name of its twin in ``sqlalchemy.ext.asyncio``."""


def _apply(rewrite: RewritePass, node: cst.CSTNode) -> Iterator[Change | ImportNeed | Refusal]:
    name = resolves_to(rewrite, node, ASYNC_TWINS)
    if name is None:
        return
    written = name_for(rewrite, _MODULE, ASYNC_TWINS[name], node)
    if written is None:
        yield Refusal(f"`{ASYNC_TWINS[name]}` means something else here")
        return
    yield rewrite.replace(node, written[0])
    yield from written[1]
    call = rewrite.ancestors[-1] if rewrite.ancestors else None
    if name in SESSIONMAKERS and isinstance(call, cst.Call) and call.func is node:
        yield from _without_class(rewrite, call)


def _without_class(rewrite: RewritePass, call: cst.Call) -> Iterator[Change | Refusal]:
    given = argument(call, "class_")
    if given is None or resolves_to(rewrite, given.value, ASYNC_SESSION) is None:
        return
    index = call.args.index(given)
    if index + 1 < len(call.args):
        gone = Span(rewrite.span(given).start, rewrite.span(call.args[index + 1]).start)
    elif index:
        gone = Span(rewrite.span(call.args[index - 1]).end, rewrite.span(given).end)
    else:
        gone = Span(rewrite.span(given).start, rewrite.span(call).end - 1)
    if rewrite.has_comment(gone):
        yield Refusal("a comment stands beside `class_`")
    else:
        yield rewrite.replace_span(gone, "")


to_async = Transform(
    id="to-async-sqlalchemy",
    title="Use the async twin",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=IMPORT_READS,
)
