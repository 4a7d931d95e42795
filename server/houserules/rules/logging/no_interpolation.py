"""A log message is built from variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.interpolation import built_of
from houserules.extractors.log_calls import level_of, message_of
from houserules.extractors.loggers import (
    LOGGER_CONVENTIONS,
    LOGGER_READS,
    Backend,
    log_call_backend,
)
from houserules.transforms.interpolation import (
    arguments_for_f_string,
    context_for_f_string,
    f_string_fix,
)

_CODES = {"format": "G001", "%": "G002", "+": "G003", "f": "G004"}
_KNOWN_TO_RUFF = frozenset({"debug", "info", "warning", "error", "critical", "exception"})
_ADVICE = {
    Backend.STRUCTLOG: "pass them as keywords",
    Backend.LOGURU: "pass them to `.bind(...)`",
    Backend.STDLIB: "pass them as arguments",
}


@dataclass(frozen=True)
class Options:
    """Options of ``logging/no-interpolation``.

    Attributes:
        style: What messages of loggers look like whose library is not known.
        positional: Whether loguru calls may take values as arguments.
    """

    style: Literal["structlog", "loguru", "stdlib"] = "structlog"
    positional: bool = True


@rule(
    id="logging/no-interpolation",
    on=(cst.Call,),
    requires=LOGGER_READS,
    reads=LOGGER_CONVENTIONS,
    options=Options,
    fixes=(context_for_f_string, arguments_for_f_string),
    same_as_ruff=(
        SameAsRuff("G001", part="`.format` with the standard library's loggers"),
        SameAsRuff("G002", part="`%` with the standard library's loggers"),
        SameAsRuff("G003", part="`+` with the standard library's loggers"),
        SameAsRuff("G004", part="f-strings with the standard library's loggers"),
    ),
    message="the message is built from variables; {advice}",
    why="Messages with values in them are all different: nobody can count or group them, and the "
    "values cannot be searched.",
    examples=[
        Example(
            "import structlog\n\n"
            "logger = structlog.get_logger()\n\n\n"
            "def move(seat, target) -> None:\n"
            '    logger.info(f"Seat {seat.row} moved to {target}")'
            "  # want: the message is built from variables; pass them as keywords\n",
            fixed="import structlog\n\n"
            "logger = structlog.get_logger()\n\n\n"
            "def move(seat, target) -> None:\n"
            '    logger.info("seat.moved", seat_row=seat.row, target=target)\n',
        ),
        Example(
            "from loguru import logger\n\n\n"
            "def move(seat) -> None:\n"
            '    logger.info(f"Seat {seat.row} moved")'
            "  # want: the message is built from variables; pass them to `.bind(...)`\n",
            fixed="from loguru import logger\n\n\n"
            "def move(seat) -> None:\n"
            '    logger.bind(seat_row=seat.row).info("Seat moved")\n',
        ),
        Example(
            "import logging\n\n"
            "logger = logging.getLogger(__name__)\n\n\n"
            "def move(seat) -> None:\n"
            '    logger.info(f"Seat {seat.row} moved")'
            "  # want: the message is built from variables; pass them as arguments\n",
            fixed="import logging\n\n"
            "logger = logging.getLogger(__name__)\n\n\n"
            "def move(seat) -> None:\n"
            '    logger.info("Seat %s moved", seat.row)\n',
        ),
    ],
)
def no_interpolation(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report messages of log calls that are put together from values."""
    level = level_of(node)
    if not level or (level == "debug" and p.module.role in (Role.TEST, Role.CONFTEST)):
        return
    message = message_of(node)
    if message is None:
        return
    how = built_of(message.value)
    extra = _extra_argument(node, message)
    if not how and extra is None:
        return
    found = log_call_backend(p, node)
    if found is None:
        return
    backend = found if found in _ADVICE else Backend(p.options.style)
    if how:
        code = _CODES[how] if found is Backend.STDLIB and _is_seen_by_ruff(node, level) else ""
        fix = f_string_fix(p, node, backend) if how == "f" else None
        yield p.finding(message.value, fix=fix, ruff=code, advice=_ADVICE[backend])
    elif extra is not None and _forbids_arguments(p, backend):
        text = "values are passed by place; {advice}"
        yield p.finding(extra, message=text, advice=_ADVICE[backend])


def _extra_argument(call: cst.Call, message: cst.Arg) -> cst.Arg | None:
    """The first argument behind the message, without a name."""
    behind = call.args[call.args.index(message) + 1 :]
    return next((a for a in behind if a.keyword is None and not a.star), None)


def _forbids_arguments(p: UnitPass, backend: Backend) -> bool:
    return backend is Backend.STRUCTLOG or (backend is Backend.LOGURU and not p.options.positional)


def _is_seen_by_ruff(call: cst.Call, level: str) -> bool:
    assert isinstance(call.func, cst.Attribute)
    receiver = call.func.value
    name = receiver.attr if isinstance(receiver, cst.Attribute) else receiver
    is_named = isinstance(name, cst.Name) and name.value in ("logger", "log", "_logger")
    return is_named and level in _KNOWN_TO_RUFF
