"""A call of another service is guarded by a handler for everything, or its error is dropped."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.control_flow import raises_again, says_nothing
from houserules.extractors.external_calls import (
    LIBRARY_ERRORS,
    caught_by,
    libraries_called,
)
from houserules.text.excerpt import excerpt
from houserules.text.span import Span
from houserules.transforms.narrow_handler import NARROW_REASON, is_broad, narrow_handler

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_KEYWORD = "except"


@rule(
    id="errors/external-broad-except",
    on=(cst.Try,),
    requires=narrow_handler.requires,
    fixes=(narrow_handler,),
    message="catch `{error}` around this external call, not `{caught}`",
    why="A handler for everything takes a bug in our own code for an outage of somebody else's "
    "service, and one that drops the error leaves nobody to see the outage.",
    allow_when="Nothing that goes wrong in the block may reach the caller, whatever it is.",
    examples=[
        Example(
            "import httpx\n\nfrom app.errors import UpstreamError\n\n\n"
            "async def load(client: httpx.AsyncClient, url: str) -> bytes:\n"
            "    try:\n"
            "        return (await client.get(url)).content\n"
            "    except Exception as exc:"
            "  # want: catch `httpx.HTTPError` around this external call, not `Exception` # at: Exception\n"
            "        raise UpstreamError(url) from exc\n",
            fixed="import httpx\n\nfrom app.errors import UpstreamError\n\n\n"
            "async def load(client: httpx.AsyncClient, url: str) -> bytes:\n"
            "    try:\n"
            "        return (await client.get(url)).content\n"
            "    except httpx.HTTPError as exc:\n"
            "        raise UpstreamError(url) from exc\n",
        ),
        Example(
            "import httpx\n\n\n"
            "def load(url: str) -> bytes | None:\n"
            "    try:\n"
            "        return httpx.get(url).content\n"
            "    except httpx.HTTPError:"
            "  # want: `httpx.HTTPError` is swallowed without context # at: httpx.HTTPError\n"
            "        return None\n",
        ),
        Example(
            "import httpx\n\n\n"
            "def load(url: str) -> bytes:\n"
            "    try:\n"
            "        return httpx.get(url).content\n"
            "    except Exception:\n"
            '        print("not loaded")\n'
            "        raise\n"
        ),
    ],
)
def external_broad_except(p: UnitPass, node: cst.Try) -> Iterator[Finding]:
    """Report handlers for everything, and those that drop an error, around requests."""
    if not node.handlers or p.module.role in _TESTS or _is_worker_loop(p):
        return
    handlers = [h for h in node.handlers if is_broad(p, h) or says_nothing(h.body)]
    libraries = libraries_called(p, node) if handlers else ()
    if not libraries:
        return
    narrowed = False
    for handler in node.handlers:
        names = caught_by(p, handler)
        of_library = [n for n in names if n.qualified.partition(".")[0] in libraries]
        narrowed = narrowed or bool(of_library)
        if of_library and says_nothing(handler.body):
            code = cst.Module(()).code_for_node(of_library[0].node)
            message = "`{caught}` is swallowed without context"
            yield p.finding(of_library[0].node, message=message, caught=excerpt(code, 40))
        elif not narrowed and is_broad(p, handler) and not raises_again(handler):
            yield _broad(p, handler, libraries)


def _broad(p: UnitPass, handler: cst.ExceptHandler, libraries: tuple[str, ...]) -> Finding:
    library, start = libraries[0], p.span(handler).start
    fix = None
    if len(libraries) == 1:
        fix = narrow_handler.at(handler, reason=NARROW_REASON, library=library)
    caught = caught_by(p, handler)
    return p.finding(
        handler.type or Span(start, start + len(_KEYWORD)),
        fix=fix,
        error=f"{library}.{LIBRARY_ERRORS[library]}",
        caught=caught[0].qualified.removeprefix("builtins.") if caught else "except:",
    )


def _is_worker_loop(p: UnitPass) -> bool:
    """``while True`` around the block: what runs for ever must outlive every error."""
    for holder in reversed(p.ancestors):
        if isinstance(holder, cst.FunctionDef | cst.Lambda):
            return False
        if isinstance(holder, cst.While) and isinstance(holder.test, cst.Name | cst.Integer):
            return holder.test.value in ("True", "1")
    return False
