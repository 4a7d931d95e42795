"""An `except` logs an error without its stack trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.handled_logs import Trace, trace_of
from houserules.extractors.log_calls import handler_around, level_of
from houserules.extractors.loggers import (
    LOGGER_CONVENTIONS,
    LOGGER_READS,
    Backend,
    log_call_backend,
)
from houserules.transforms.log_exception import add_exc_info, log_exception, trace_fix


@dataclass(frozen=True)
class Options:
    """Options of ``logging/exception-in-except``.

    Attributes:
        levels: The levels that must come with a stack trace.
        skip_if_reraised: Whether a handler that ends in ``raise`` may leave the trace to others.
    """

    levels: tuple[str, ...] = ("error", "critical")
    skip_if_reraised: bool = False


@rule(
    id="logging/exception-in-except",
    on=(cst.Call,),
    requires=LOGGER_READS,
    reads=LOGGER_CONVENTIONS,
    options=Options,
    fixes=(log_exception, add_exc_info),
    message="`{call}(...)` leaves the stack trace out; use `{wanted}`",
    why="The line that failed is in the stack trace, and nowhere else once the handler is done.",
    allow_when="The failure is expected and its place known; a warning says that better.",
    examples=[
        Example(
            "import structlog\n\n"
            "logger = structlog.get_logger()\n\n"
            "try:\n"
            "    load()\n"
            "except OSError:\n"
            '    logger.error("load.failed")'
            "  # want: `logger.error(...)` leaves the stack trace out; use `exception(...)`\n",
            fixed="import structlog\n\n"
            "logger = structlog.get_logger()\n\n"
            "try:\n"
            "    load()\n"
            "except OSError:\n"
            '    logger.exception("load.failed")\n',
        ),
        Example(
            "import logging\n\n"
            "logger = logging.getLogger(__name__)\n\n"
            "try:\n"
            "    load()\n"
            "except OSError:\n"
            '    logger.critical("no disk")'
            "  # want: `logger.critical(...)` leaves the stack trace out; use `exc_info=True`\n",
            fixed="import logging\n\n"
            "logger = logging.getLogger(__name__)\n\n"
            "try:\n"
            "    load()\n"
            "except OSError:\n"
            '    logger.critical("no disk", exc_info=True)\n',
        ),
        Example(
            "from loguru import logger\n\n"
            "try:\n"
            "    load()\n"
            "except OSError as error:\n"
            '    logger.warning("not loaded: {}", error)\n'
        ),
    ],
)
def exception_in_except(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls of a failing level in a handler that do not log the exception."""
    level = level_of(node)
    if level not in p.options.levels:
        return
    trace, handler = trace_of(p, node), handler_around(p.ancestors)
    if trace is None or handler is None:
        return
    if p.options.skip_if_reraised and _ends_in_raise(handler):
        return
    backend = log_call_backend(p, node)
    if backend is None:
        return
    call = dotted_name(node.func) or level
    fix = trace_fix(node, level, backend)
    if trace is Trace.MISSING:
        yield p.finding(node.func, fix=fix, call=call, wanted=_wanted(level, backend))
    elif level == "error":
        message = "`exc_info=` with `{call}(...)` is `exception(...)`"
        yield p.finding(node.func, fix=fix, message=message, call=call)


def _wanted(level: str, backend: Backend) -> str:
    if level == "error":
        return "exception(...)"
    return "opt(exception=True)" if backend is Backend.LOGURU else "exc_info=True"


def _ends_in_raise(handler: cst.ExceptHandler) -> bool:
    last = handler.body.body[-1] if handler.body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, cst.Raise)
