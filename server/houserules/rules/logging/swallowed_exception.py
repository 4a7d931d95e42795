"""An `except` drops an exception without a trace."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, first_statement
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.control_flow import returns_none
from houserules.extractors.external_calls import caught_by
from houserules.text.excerpt import excerpt
from houserules.text.span import Span

_FILE_ERRORS = frozenset({"builtins.OSError", "builtins.IOError"})
_BROAD = frozenset(
    {
        "builtins.Exception", "builtins.BaseException", *_FILE_ERRORS,
        "httpx.HTTPError", "requests.RequestException", "requests.exceptions.RequestException",
        "aiohttp.ClientError", "sqlalchemy.exc.SQLAlchemyError",
        "sqlalchemy.exc.DBAPIError", "redis.RedisError", "redis.exceptions.RedisError",
    }
)  # fmt: skip
_CLEANING = frozenset(
    {
        "close", "aclose", "cancel", "cleanup", "disconnect", "kill", "release", "remove", "rmdir",
        "rmtree", "rollback", "shutdown", "stop", "terminate", "unlink", "wait_closed", "__del__",
        "__exit__", "__aexit__",
    }
)  # fmt: skip


@rule(
    id="logging/swallowed-exception",
    on=(cst.ExceptHandler,),
    requires=(BINDINGS,),
    message="`{caught}` is caught and dropped: nobody learns that it happened",
    why="A failure that leaves no log entry is found by a user, and explained by nobody.",
    allow_when="The failure does not matter; `contextlib.suppress` says that in one word.",
    examples=[
        Example(
            "import httpx\n\n\n"
            "def load(client: httpx.Client) -> bytes | None:\n"
            "    try:\n"
            '        return client.get("/rates").content\n'
            "    except httpx.HTTPError:"
            "  # want: `httpx.HTTPError` is caught and dropped: nobody learns that it happened\n"
            "        return None\n",
        ),
        Example(
            "def number(text: str) -> int | None:\n"
            "    try:\n"
            "        return int(text)\n"
            "    except ValueError:\n"
            "        return None\n",
        ),
    ],
)
def swallowed_exception(p: UnitPass, node: cst.ExceptHandler) -> Iterator[Finding]:
    """Report handlers of broad exceptions that do nothing at all with them."""
    if p.module.role in (Role.TEST, Role.CONFTEST, Role.MIGRATION):
        return
    if not _does_nothing(node.body):
        return
    broad = [c for c in caught_by(p, node) if c.qualified in _BROAD]
    if _returns(node.body):
        # "It cannot be read" is an answer.
        broad = [c for c in broad if c.qualified not in _FILE_ERRORS]
    if node.type is not None and not broad:
        return
    if _says_why(p, node) or _cleans_up(p):
        return
    if node.type is None:
        start = p.span(node).start
        place: Span = Span(start, start + len("except"))
        yield p.finding(place, caught="except:")
        return
    yield p.finding(broad[0].node, caught=excerpt(dotted_name(broad[0].node), 40))


def _does_nothing(body: cst.BaseSuite) -> bool:
    """Whether a block is ``pass``, ``...``, ``continue`` or ``return None`` alone."""
    if len(body.body) != 1:
        return False
    statement = first_statement(body.body[0])
    if isinstance(statement, cst.Expr):
        return isinstance(statement.value, cst.Ellipsis)
    return isinstance(statement, cst.Pass | cst.Continue) or returns_none(statement)


def _returns(body: cst.BaseSuite) -> bool:
    return isinstance(first_statement(body.body[0]), cst.Return)


def _says_why(p: UnitPass, handler: cst.ExceptHandler) -> bool:
    """Whether a comment in the handler explains it."""
    span, text = p.span(handler), p.view.unit.text
    stop = span.end
    while stop < len(text) and text[stop] not in "\r\n":
        stop += 1
    return any(span.start <= c.span.start < stop for c in p.parsed.comments)


def _cleans_up(p: UnitPass) -> bool:
    """Whether the ``try`` only closes, cancels or removes something, which may be gone already."""
    block = p.ancestors[-1] if p.ancestors else None
    if not isinstance(block, cst.Try) or len(block.body.body) != 1:
        return False
    statement = first_statement(block.body.body[0])
    value = statement.value if isinstance(statement, cst.Expr) else None
    value = value.expression if isinstance(value, cst.Await) else value
    if isinstance(value, cst.Name):
        # ``task.cancel()`` was called before: ``await task``.
        return True
    if not isinstance(value, cst.Call):
        return False
    func = value.func
    last = func.attr.value if isinstance(func, cst.Attribute) else dotted_name(func)
    return last in _CLEANING
