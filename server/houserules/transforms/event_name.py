"""A sentence that names an event becomes a dotted name."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.event_names import dotted_event
from houserules.extractors.log_calls import level_of, message_of
from houserules.extractors.loggers import LOGGER_READS, Backend, log_call_backend
from houserules.extractors.strings import literal_string
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

REASON = "whoever searches for the old text finds nothing"


def proposed_event(unit: UnitPass, sentence: str) -> str:
    """The dotted name for a sentence that is logged in a module, ``""`` where there is none."""
    if "%" in sentence or "." in sentence.rstrip(" ."):
        return ""
    return dotted_event(sentence, unit.module.name.rpartition(".")[2].strip("_"))


def _apply(rewrite: RewritePass, node: cst.BaseExpression, text: str) -> Iterator[Change]:
    first = node
    while isinstance(first, cst.ConcatenatedString):
        first = first.left
    quote = first.quote[0] if isinstance(first, cst.SimpleString) else '"'
    if not rewrite.has_comment(rewrite.span(node)):
        yield rewrite.replace(node, f"{quote}{text}{quote}")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    event = message_of(call) if level_of(call) else None
    sentence = literal_string(event.value) if event is not None else None
    if event is None or not sentence or not {" ", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"} & set(sentence):
        return
    text = proposed_event(unit, sentence)
    if text and log_call_backend(unit, call) is Backend.STRUCTLOG:
        yield write_event_name.at(event.value, reason=REASON, text=text)


write_event_name = Transform(
    id="write-event-name",
    title="Write `{text}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
