"""An argument is taken out of a call."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.fixes.change import Change
from houserules.text.span import Span


def without_argument(rewrite: RewritePass, call: cst.Call, gone: cst.Arg) -> Iterator[Change]:
    """Take an argument out, with the comma before it, or after it where it is the first.

    Yields nothing where a comment would go with it.
    """
    index = call.args.index(gone)
    span = rewrite.span(gone)
    if index:
        span = Span(rewrite.span(call.args[index - 1]).end, span.end)
    elif len(call.args) > 1:
        span = Span(span.start, rewrite.span(call.args[1]).start)
    if not rewrite.has_comment(span):
        yield rewrite.replace_span(span, "")
