"""A function knows whose request it serves, and logs without saying so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bound_context import unbound_context
from houserules.extractors.loggers import LOGGER_CONVENTIONS, LOGGER_READS
from houserules.transforms.bind_context import REASON, bind_context


@dataclass(frozen=True)
class Options:
    """Options of ``logging/bind-context``.

    Attributes:
        context: Names of parameters that belong to every entry of their function.
    """

    context: tuple[str, ...] = ("request_id", "user_id", "session_id", "tenant_id")


@rule(
    id="logging/bind-context",
    on=(cst.Call,),
    requires=LOGGER_READS,
    reads=LOGGER_CONVENTIONS,
    options=Options,
    fixes=(bind_context,),
    message="`{function}` logs without its `{name}`; bind it to the logger",
    why="The entries of one request are found together only if each of them names it.",
    allow_when="A middleware binds it for the whole request with `contextualize`.",
    examples=[
        Example(
            "from loguru import logger\n\n\n"
            "def settle(request_id: str, book: Book) -> None:\n"
            "    book.settle()\n"
            '    logger.info("Settled")'
            "  # want: `settle` logs without its `request_id`; bind it to the logger\n",
            fixed="from loguru import logger\n\n\n"
            "def settle(request_id: str, book: Book) -> None:\n"
            "    log = logger.bind(request_id=request_id)\n"
            "    book.settle()\n"
            '    log.info("Settled")\n',
        ),
        Example(
            "from loguru import logger\n\n\n"
            "def settle(request_id: str) -> None:\n"
            "    with logger.contextualize(request_id=request_id):\n"
            '        logger.info("Settled")\n'
        ),
    ],
)
def bind_context_rule(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report the first entry of a function that leaves out what its parameters say."""
    if p.module.role in (Role.TEST, Role.CONFTEST):
        return
    found = unbound_context(p, node, p.options.context)
    if found is not None:
        function, logger, missing = found
        fix = bind_context.at(function, reason=REASON, logger=logger, names=missing)
        name = "`, `".join(missing)
        yield p.finding(node.func, fix=fix, function=function.name.value, name=name)
