"""A call is given keywords, in the layout of its other arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform


def appended(
    rewrite: RewritePass,
    holder: cst.CSTNode,
    last: cst.Arg | cst.BaseDictElement | None,
    texts: Sequence[str],
) -> Iterator[Change]:
    """Changes that write items behind the last one in brackets.

    Args:
        rewrite: The pass.
        holder: What ends with the closing bracket.
        last: The last item, ``None`` for empty brackets.
        texts: The new items.
    """
    close = rewrite.span(holder).end - 1
    if last is None:
        yield rewrite.insert(close, ", ".join(texts))
        return
    end = rewrite.span(last).end
    has_comma = isinstance(last.comma, cst.Comma)
    line = rewrite.lines_of(holder)
    start = max(rewrite.source.rfind("\n", 0, close), rewrite.source.rfind("\r", 0, close)) + 1
    stands_alone = start > end and not rewrite.source[start:close].strip()
    if line.start < start and stands_alone:
        indentation, newline = rewrite.indentation(last), rewrite.newline
        if not has_comma:
            yield rewrite.insert(end, ",")
        lines = f",{newline}{indentation}".join(texts)
        yield rewrite.insert(start, f"{indentation}{lines}{',' if has_comma else ''}{newline}")
        return
    if has_comma:
        comma = rewrite.source.index(",", end) + 1
        yield rewrite.insert(comma, " " + ", ".join(texts) + ",")
    else:
        yield rewrite.insert(end, "".join(f", {text}" for text in texts))


def _apply(
    rewrite: RewritePass, call: cst.Call, keywords: tuple[str, ...] = ()
) -> Iterator[Change]:
    given = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    new = [k for k in keywords if k.partition("=")[0] not in given]
    if new and not any(arg.star == "**" for arg in call.args):
        yield from appended(rewrite, call, call.args[-1] if call.args else None, new)


add_keywords = Transform(
    id="add-keywords",
    title="Add keywords to the call",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
"""Gives a call the keywords of its argument, ``name=value`` each; values need no import."""
