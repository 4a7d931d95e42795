"""A structlog or loguru call passes its context as ``extra=``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.loggers import (
    LOG_METHODS,
    LOGGER_CONVENTIONS,
    LOGGER_READS,
    Backend,
    log_call_backend,
)
from houserules.extractors.strings import argument
from houserules.transforms.extra_to_context import extra_fix, extra_to_bind, extra_to_keywords


@dataclass(frozen=True)
class Options:
    """Options of ``logging/no-extra-dict``.

    Attributes:
        form: ``auto`` wants keywords of the call with structlog and ``.bind(...)`` with loguru,
            ``bind`` wants ``.bind(...)`` with both.
    """

    form: Literal["auto", "bind"] = "auto"


@rule(
    id="logging/no-extra-dict",
    on=(cst.Call,),
    requires=LOGGER_READS,
    reads=LOGGER_CONVENTIONS,
    options=Options,
    fixes=(extra_to_keywords, extra_to_bind),
    message="`extra=` is not merged into the event; pass its keys as keywords",
    why="`extra=` is the standard library's way; here it arrives as one nested value, or not at all.",
    allow_when="A processor of the team unpacks `extra`.",
    examples=[
        Example(
            "import structlog\n\n"
            "logger = structlog.get_logger()\n"
            'logger.info("cart.saved", extra={"cart_id": 1})'
            "  # want: `extra=` is not merged into the event; pass its keys as keywords\n",
            fixed="import structlog\n\n"
            "logger = structlog.get_logger()\n"
            'logger.info("cart.saved", cart_id=1)\n',
        ),
        Example(
            "from loguru import logger\n\n"
            'logger.info("cart saved", extra={"cart_id": 1})'
            "  # want: `extra=` is not merged by loguru; pass its keys to `.bind(...)`\n",
            fixed='from loguru import logger\n\nlogger.bind(cart_id=1).info("cart saved")\n',
        ),
        Example(
            "import logging\n\n"
            "logger = logging.getLogger(__name__)\n"
            'logger.info("cart saved", extra={"cart_id": 1})\n'
        ),
    ],
)
def no_extra_dict(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report ``extra=`` in calls of loggers that take context otherwise."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in LOG_METHODS:
        return
    extra = argument(node, "extra")
    if extra is None or extra.keyword is None:
        return
    backend = log_call_backend(p, node)
    if backend not in (Backend.STRUCTLOG, Backend.LOGURU):
        return
    bound = backend is Backend.LOGURU or p.options.form == "bind"
    message = None
    if bound:
        message = f"`extra=` is not merged by {backend}; pass its keys to `.bind(...)`"
    yield p.finding(extra.keyword, fix=extra_fix(node, bound=bound), message=message)
