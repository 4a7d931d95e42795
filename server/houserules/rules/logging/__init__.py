"""Rules of the area `logging`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.logging.backend import logging_backend
from houserules.rules.logging.bind_context import bind_context_rule
from houserules.rules.logging.event_name import event_name
from houserules.rules.logging.exception_in_except import exception_in_except
from houserules.rules.logging.logger_source import logger_source
from houserules.rules.logging.no_extra_dict import no_extra_dict
from houserules.rules.logging.no_interpolation import no_interpolation
from houserules.rules.logging.no_print import no_print
from houserules.rules.logging.sink_config import sink_config
from houserules.rules.logging.swallowed_exception import swallowed_exception

RULES: tuple[Rule, ...] = (
    logging_backend,
    bind_context_rule,
    event_name,
    exception_in_except,
    logger_source,
    no_extra_dict,
    no_interpolation,
    no_print,
    sink_config,
    swallowed_exception,
)
"""By id."""
