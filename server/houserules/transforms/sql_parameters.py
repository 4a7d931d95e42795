"""Values that are written into ``text(f"...")`` become bound parameters of the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.built_strings import built_string
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sql_text import TEXT, value_holes
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform

REASON = "the database compares the value with the type that it has, not with its text"
_EXECUTING = frozenset({"execute", "scalar", "scalars", "stream", "stream_scalars"})
_LIST_BEFORE = re.compile(r"\bin\s*\(\s*['\"]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Binding:
    """What is to be bound.

    Attributes:
        literal: The f-string.
        names: The name of the parameter for each expression in it, in order.
        quotes: What stands around each of them.
        execution: The call that executes the statement.
    """

    literal: cst.FormattedString
    names: tuple[str, ...]
    quotes: tuple[str, ...]
    execution: cst.Call


def can_bind(unit: UnitPass, call: cst.Call) -> bool:
    """Whether ``bind_parameters`` has an answer for a call of ``text``; the walk stands on it."""
    return _binding(unit, call) is not None


def _binding(unit: UnitPass, call: cst.Call) -> _Binding | None:
    if len(call.args) != 1 or call.lpar or not resolves_to(unit, call.func, TEXT):
        return None
    literal, around = call.args[0].value, unit.ancestors[-2:]
    if not isinstance(literal, cst.FormattedString) or literal.prefix.lower() != "f":
        return None
    if literal.lpar or len(around) != 2:
        return None
    execution, arg = around
    if not isinstance(arg, cst.Arg) or not isinstance(execution, cst.Call):
        return None
    if not _takes_more(execution, arg):
        return None
    quotes = _quotes(literal)
    names = _names(literal)
    return _Binding(literal, names, quotes, execution) if quotes and names else None


def _takes_more(execution: cst.Call, arg: cst.Arg) -> bool:
    """Whether parameters can follow the statement: there is nothing yet, or a dict written out."""
    func, args = execution.func, execution.args
    if not isinstance(func, cst.Attribute) or func.attr.value not in _EXECUTING:
        return False
    if args[0] is not arg or arg.keyword is not None or arg.star or len(args) > 2:
        return False
    return len(args) == 1 or (args[1].keyword is None and isinstance(args[1].value, cst.Dict))


def _quotes(literal: cst.FormattedString) -> tuple[str, ...]:
    """The quote around each hole, ``()`` unless all of them are whole values."""
    built = built_string(literal)
    if built is None:
        return ()
    pieces = _texts(literal)
    values = dict(value_holes(built))
    found: list[str] = []
    for index in range(len(built.holes)):
        quote = values.get(index)
        if quote is None or _LIST_BEFORE.search(pieces[index]):
            return ()
        before, behind = pieces[index], pieces[index + 1]
        if quote and not (before.endswith(quote) and behind.startswith(quote)):
            return ()
        if quote and before.endswith(f"\\{quote}"):
            return ()
        found.append(quote)
    return tuple(found)


def _texts(literal: cst.FormattedString) -> tuple[str, ...]:
    """The texts before, between and behind the expressions."""
    pieces = [""]
    for part in literal.parts:
        if isinstance(part, cst.FormattedStringText):
            pieces[-1] += part.value
        else:
            pieces.append("")
    return tuple(pieces)


def _names(literal: cst.FormattedString) -> tuple[str, ...]:
    """A name for each expression, the same for the same one; ``()`` where one has none."""
    dotted: list[str] = []
    for part in literal.parts:
        if isinstance(part, cst.FormattedStringExpression):
            if part.conversion or part.format_spec or part.equal:
                return ()
            dotted.append(dotted_name(part.expression))
    if not all(dotted):
        return ()
    last = {name: name.rpartition(".")[2] for name in dotted}
    if len(set(last.values())) != len(last):
        last = {name: name.replace(".", "_") for name in dotted}
    return tuple(last[name] for name in dotted) if len(set(last.values())) == len(last) else ()


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change]:
    rewrite.stand_on(call)
    found = _binding(rewrite, call)
    if found is None:
        return
    literal = found.literal
    pieces = [_plain(piece) for piece in _texts(literal)]
    text = pieces[0]
    for name, quote, piece in zip(found.names, found.quotes, pieces[1:], strict=True):
        text = f"{text.removesuffix(quote)}:{name}{piece.removeprefix(quote)}"
    yield rewrite.replace(literal, f"{literal.quote}{text}{literal.quote}")
    mark = "'" if literal.quote[0] == "'" else '"'
    values = {
        name: rewrite.text(part.expression)
        for name, part in zip(
            found.names,
            (p for p in literal.parts if isinstance(p, cst.FormattedStringExpression)),
            strict=True,
        )
    }
    items = ", ".join(f"{mark}{name}{mark}: {value}" for name, value in values.items())
    args = found.execution.args
    if len(args) == 1:
        yield rewrite.insert(rewrite.span(call).end, f", {{{items}}}")
        return
    given = args[1].value
    assert isinstance(given, cst.Dict)
    start = rewrite.span(given).start + 1
    yield rewrite.insert(start, f"{items}, " if given.elements else items)


def _plain(piece: str) -> str:
    return piece.replace("{{", "{").replace("}}", "}")


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if can_bind(unit, call):
        yield bind_parameters.at(call, reason=REASON)


bind_parameters = Transform(
    id="bind-parameters",
    title="Bind the values as parameters",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(BINDINGS,),
)
