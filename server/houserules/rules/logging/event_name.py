"""A structlog event has a sentence for a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.log_calls import level_of, message_of
from houserules.extractors.loggers import (
    LOGGER_CONVENTIONS,
    LOGGER_READS,
    Backend,
    log_call_backend,
)
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt
from houserules.transforms.event_name import REASON, proposed_event, write_event_name


@dataclass(frozen=True)
class Options:
    r"""Options of ``logging/event-name``.

    Attributes:
        pattern: What the whole name of an event must match.
    """

    pattern: str = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"


@rule(
    id="logging/event-name",
    on=(cst.Call,),
    requires=LOGGER_READS,
    reads=LOGGER_CONVENTIONS,
    options=Options,
    fixes=(write_event_name,),
    message="event `{name}` is no name like `order.paid`; dots and words in lower case",
    why="Events are searched, counted and alerted on by name; a sentence is reworded, a name stays.",
    examples=[
        Example(
            "import structlog\n\n"
            "logger = structlog.get_logger()\n"
            'logger.info("Payment declined!", order_id=1)'
            "  # want: event `Payment declined!` is no name like `order.paid`; "
            "dots and words in lower case\n",
            fixed="import structlog\n\n"
            "logger = structlog.get_logger()\n"
            'logger.info("payment.declined", order_id=1)\n',
        ),
        Example(
            'from loguru import logger\n\nlogger.info("Payment declined: {}", 1)\n',
        ),
    ],
)
def event_name(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report literal events of structlog loggers that the pattern does not match."""
    if not level_of(node) or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    event = message_of(node)
    name = literal_string(event.value) if event is not None else None
    if event is None or name is None or _pattern(p.options.pattern).search(name):
        return
    if log_call_backend(p, node) is not Backend.STRUCTLOG:
        return
    proposed = proposed_event(p, name)
    fix = None
    if proposed and _pattern(p.options.pattern).search(proposed):
        fix = write_event_name.at(event.value, reason=REASON, text=proposed)
    yield p.finding(event.value, fix=fix, name=excerpt(name, 30))


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)
