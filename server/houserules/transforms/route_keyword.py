"""A keyword of a route decorator, or of what makes its router: set, extended, dropped."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.strings import argument
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

_LONGEST_LINE = 100


def keyword_edit(rewrite: RewritePass, call: cst.Call, name: str, value: str) -> Iterator[Change]:
    """Give a keyword to a call, or another value to it; the layout of the call is followed."""
    present = argument(call, name)
    if present is not None:
        yield rewrite.replace(present.value, value)
        return
    code, end = f"{name}={value}", rewrite.span(call).end
    if not call.args:
        yield rewrite.insert(end - 1, code)
        return
    source, last = rewrite.source, _end_of(rewrite, call.args[-1])
    comma = _comma(source, last, end)
    margin = rewrite.newline + rewrite.indentation(_start_of(rewrite, call.args[-1]))
    if _stands_alone(rewrite, call.args[-1]):
        yield from _below(rewrite, last, comma, f"{margin}{code}")
        return
    line = rewrite.lines_of(call)
    is_one_line = not set(source[line.start : line.end].rstrip("\r\n")) & set("\r\n")
    length = len(source[line.start : line.end].rstrip("\r\n")) + len(code) + 2
    if is_one_line and length > _LONGEST_LINE and not rewrite.has_comment(rewrite.span(call)):
        yield _exploded(rewrite, call, code)
    elif comma is None:
        yield rewrite.insert(last, f", {code}")
    else:
        yield rewrite.insert(comma + 1, f" {code},")


def _below(rewrite: RewritePass, last: int, comma: int | None, lines: str) -> Iterator[Change]:
    """Put lines below an item, behind the comment on its line."""
    end, source = last if comma is None else comma + 1, rewrite.source
    stop = end
    while stop < len(source) and source[stop] not in "\r\n":
        stop += 1
    rest = source[end:stop].strip()
    place = stop if rest.startswith("#") else end
    if comma is not None:
        yield rewrite.insert(place, f"{lines},")
    elif place == end:
        yield rewrite.insert(end, f",{lines}")
    else:
        yield rewrite.insert(end, ",")
        yield rewrite.insert(place, lines)


def _exploded(rewrite: RewritePass, call: cst.Call, code: str) -> Change:
    outer = rewrite.newline + rewrite.indentation(call)
    first = _start_of(rewrite, call.args[0]).start
    opening = rewrite.source.rindex("(", rewrite.span(call).start, first)
    written = [_text_of(rewrite, arg) for arg in call.args]
    lines = "".join(f"{outer}{rewrite.indent}{text}," for text in (*written, code))
    return rewrite.replace_span(Span(opening + 1, rewrite.span(call).end - 1), f"{lines}{outer}")


def _start_of(rewrite: RewritePass, arg: cst.Arg) -> Span:
    if arg.keyword is not None:
        start = rewrite.span(arg.keyword).start
    else:
        start = rewrite.span(arg).start
    return Span(start, start)


def _end_of(rewrite: RewritePass, arg: cst.Arg) -> int:
    end, source = rewrite.span(arg.value).end, rewrite.source
    for _ in getattr(arg.value, "rpar", ()):
        end = source.index(")", end) + 1
    return end


def _text_of(rewrite: RewritePass, arg: cst.Arg) -> str:
    return rewrite.source[_start_of(rewrite, arg).start : _end_of(rewrite, arg)]


def _comma(source: str, start: int, end: int) -> int | None:
    """Where the comma behind the last argument stands; one in a comment does not count."""
    index = start
    while index < end:
        if source[index] == ",":
            return index
        if source[index] == "#":
            while index < end and source[index] not in "\r\n":
                index += 1
            continue
        index += 1
    return None


def _stands_alone(rewrite: RewritePass, arg: cst.Arg) -> bool:
    """Whether the line of the last argument begins with it, so that the next gets its own."""
    start = _start_of(rewrite, arg)
    line = rewrite.lines_of(start)
    return not rewrite.source[line.start : start.start].strip()


def _set(
    rewrite: RewritePass, call: cst.Call, name: str, value: str, constant: str = ""
) -> Iterator[Change | ImportNeed]:
    if constant:
        found = name_for(rewrite, "fastapi", "status", call)
        if found is None:
            return
        value = f"{found[0]}.{constant}"
        yield from found[1]
    yield from keyword_edit(rewrite, call, name, value)


def _extend(rewrite: RewritePass, call: cst.Call, name: str, entry: str) -> Iterator[Change]:
    present = argument(call, name)
    if present is None:
        yield from keyword_edit(rewrite, call, name, f"{{{entry}}}")
        return
    shown = present.value
    if not isinstance(shown, cst.Dict):
        return
    end = rewrite.span(shown).end
    if not shown.elements:
        yield rewrite.insert(end - 1, entry)
        return
    last = shown.elements[-1]
    stop = rewrite.span(last.value).end
    comma = _comma(rewrite.source, stop, end)
    start = rewrite.span(last).start
    line = rewrite.lines_of(Span(start, start))
    if not rewrite.source[line.start : start].strip():
        margin = rewrite.newline + rewrite.indentation(Span(start, start))
        yield from _below(rewrite, stop, comma, f"{margin}{entry}")
    elif comma is None:
        yield rewrite.insert(stop, f", {entry}")
    else:
        yield rewrite.insert(comma + 1, f" {entry},")


def _drop(rewrite: RewritePass, call: cst.Call, name: str) -> Iterator[Change]:
    present = argument(call, name)
    if present is None or present.keyword is None:
        return
    index = next(i for i, arg in enumerate(call.args) if arg is present)
    if index + 1 < len(call.args):
        span = Span(
            _start_of(rewrite, present).start, _start_of(rewrite, call.args[index + 1]).start
        )
    elif index:
        span = Span(_end_of(rewrite, call.args[index - 1]), _end_of(rewrite, present))
    else:
        span = Span(_start_of(rewrite, present).start, _end_of(rewrite, present))
    if not rewrite.has_comment(span):
        yield rewrite.replace_span(span, "")


set_route_keyword = Transform(
    id="set-route-keyword",
    title="Write `{name}={value}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_set,
    requires=IMPORT_READS,
)
extend_route_keyword = Transform(
    id="extend-route-keyword",
    title="Add `{entry}` to `{name}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_extend,
    requires=IMPORT_READS,
)
drop_route_keyword = Transform(
    id="drop-route-keyword",
    title="Drop `{name}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_drop,
    requires=IMPORT_READS,
)
