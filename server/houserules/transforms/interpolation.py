"""What an f-string of a log call shows becomes context of the call, or arguments of it."""

from __future__ import annotations

from collections.abc import Iterator
from keyword import iskeyword

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.event_names import dotted_event, tidied
from houserules.extractors.interpolation import (
    Piece,
    built_of,
    f_string_pieces,
    is_simple_f_string,
)
from houserules.extractors.log_calls import level_of, message_of
from houserules.extractors.loggers import LOGGER_READS, Backend, log_call_backend
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

_REASON = "the text of the message changes"
_LATE = "values are formatted only if the level is logged"
_RESERVED = frozenset(
    {"event", "exc_info", "stack_info", "stacklevel", "level", "message", "self", "extra", "log"}
)
_MOST_WORDS = 3


def f_string_fix(unit: UnitPass, call: cst.Call, backend: Backend) -> FixRef | None:
    """The reference for a log call whose message is an f-string, in the manner of a library."""
    message = message_of(call)
    if message is None or backend is Backend.PROJECT:
        return None
    if backend is Backend.STDLIB:
        return arguments_for_f_string.at(call, reason=_LATE)
    sentence = tidied([piece.text for piece in f_string_pieces(message.value)])
    if not sentence:
        return None
    text = sentence
    if backend is Backend.STRUCTLOG:
        text = dotted_event(sentence, unit.module.name.rpartition(".")[2].strip("_")) or sentence
    bound = backend is Backend.LOGURU
    return context_for_f_string.at(call, reason=_REASON, text=text, bound=bound)


def context_of(pieces: tuple[Piece, ...], taken: frozenset[str]) -> dict[str, Piece] | None:
    """Keyword → the value it carries, ``None`` where a value has no name of its own."""
    found: dict[str, Piece] = {}
    for piece in pieces:
        if piece.value is None:
            continue
        name = _keyword(piece.value)
        if not name or name in taken or name in _RESERVED or piece.has_format:
            return None
        known = found.get(name)
        if known is not None:
            return None
        found[name] = piece
    return found


def _keyword(value: cst.BaseExpression) -> str:
    """``order_id`` for ``order_id``, ``order.id`` and ``self.order.id``; ``""`` for calls."""
    parts = dotted_name(value).split(".")
    if parts[0] in ("self", "cls"):
        parts = parts[1:]
    named = [p.strip("_") for p in parts]
    if not named or len(named) > _MOST_WORDS or not all(named):
        return ""
    name = "_".join(named)
    return name if name.isidentifier() and not iskeyword(name) else ""


def _shown(rewrite: RewritePass, piece: Piece) -> str:
    assert piece.value is not None
    text = rewrite.text(piece.value)
    return f"{_CONVERSIONS[piece.conversion]}({text})" if piece.conversion else text


_CONVERSIONS = {"r": "repr", "s": "str", "a": "ascii"}


def _message(call: cst.Call) -> tuple[cst.FormattedString, tuple[Piece, ...]] | None:
    message = message_of(call)
    if message is None or not isinstance(message.value, cst.FormattedString):
        return None
    if message.keyword is not None or not is_simple_f_string(message.value):
        return None
    return message.value, tuple(f_string_pieces(message.value))


def _keywords(rewrite: RewritePass, call: cst.Call, text: str, bound: bool) -> Iterator[Change]:
    found = _message(call)
    if found is None or any(a.star for a in call.args) or not isinstance(call.func, cst.Attribute):
        return
    message, pieces = found
    taken = frozenset(a.keyword.value for a in call.args if a.keyword is not None)
    context = context_of(pieces, taken)
    if context is None or rewrite.has_comment(rewrite.span(message)):
        return
    new = [f"{name}={_shown(rewrite, piece)}" for name, piece in context.items()]
    quote = message.end
    literal = f"{quote}{text}{quote}"
    if bound:
        yield rewrite.insert(rewrite.span(call.func.dot).start, f".bind({', '.join(new)})")
        yield rewrite.replace(message, literal)
        return
    yield rewrite.replace(message, ", ".join((literal, *new)))


def _arguments(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    found = _message(call)
    if found is None or any(a.star for a in call.args):
        return
    message, pieces = found
    if any(p.has_format or p.conversion == "a" for p in pieces):
        return
    if len([a for a in call.args if a.keyword is None]) != call.args.index(_arg(call, message)) + 1:
        return
    if rewrite.has_comment(rewrite.span(message)):
        return
    quote = message.end
    text = "".join(
        piece.text.replace("%", "%%") if piece.value is None else _marker(piece) for piece in pieces
    )
    values = [rewrite.text(p.value) for p in pieces if p.value is not None]
    yield rewrite.replace(message, ", ".join((f"{quote}{text}{quote}", *values)))


def _marker(piece: Piece) -> str:
    return "%r" if piece.conversion == "r" else "%s"


def _arg(call: cst.Call, value: cst.BaseExpression) -> cst.Arg:
    return next(a for a in call.args if a.value is value)


def _site(unit: UnitPass, call: cst.Call) -> tuple[Backend, FixRef] | None:
    message = message_of(call) if level_of(call) else None
    if message is None or built_of(message.value) != "f":
        return None
    backend = log_call_backend(unit, call)
    fix = f_string_fix(unit, call, backend) if backend is not None else None
    return (backend, fix) if backend is not None and fix is not None else None


def _context_sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    site = _site(unit, call)
    if site is not None and site[0] is not Backend.STDLIB:
        yield site[1]


def _argument_sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    site = _site(unit, call)
    if site is not None and site[0] is Backend.STDLIB:
        yield site[1]


context_for_f_string = Transform(
    id="context-for-f-string",
    title="Pass the values as context of `{text}`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_keywords,
    sites=_context_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
"""``text`` is the new message; ``bound`` puts the values into ``.bind(...)``."""
arguments_for_f_string = Transform(
    id="arguments-for-f-string",
    title="Pass the values as arguments",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_arguments,
    sites=_argument_sites,
    on=(cst.Call,),
    requires=LOGGER_READS,
)
