"""``Field(...)`` of a pydantic field gets a keyword, and is written where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.pydantic_fields import (
    FIELD_READS,
    ModelField,
    field_module,
)
from houserules.fixes.change import Change, ImportNeed
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

_Edit = Change | ImportNeed
FIELD_CALL_READS = (*IMPORT_READS, *FIELD_READS)


def with_keywords(
    rewrite: RewritePass, field: ModelField, keywords: str, *, first: bool = False
) -> Iterator[_Edit]:
    """Add keywords, ``"a=1, b=2"``, to the ``Field`` of a field; none where that cannot be done.

    Args:
        rewrite: Stands on the statement of the field.
        field: The field.
        keywords: Their code.
        first: Whether they stand before the other keywords.
    """
    if field.call is not None:
        change = _into_call(rewrite, field.call, keywords, first=first)
        if change is not None:
            yield change
        return
    node = field.statement
    found = name_for(rewrite, field_module(rewrite, field.model), "Field", node)
    if found is None:
        return
    callee, needs = found
    annotation, value = node.annotation.annotation, node.value
    if value is None:
        if getattr(annotation, "lpar", ()):
            return
        yield from needs
        yield rewrite.insert(rewrite.span(annotation).end, f" = {callee}({keywords})")
        return
    if isinstance(value, cst.Tuple | cst.Yield) and not value.lpar:
        return
    yield from needs
    span = rewrite.span(value)
    keyword = "" if isinstance(value, cst.Ellipsis) else "default="
    if first and keyword:
        yield rewrite.insert(span.start, f"{callee}({keywords}, {keyword}")
        yield rewrite.insert(span.end, ")")
        return
    yield rewrite.insert(span.start, f"{callee}({keyword}")
    yield rewrite.insert(span.end, f", {keywords})")


def _into_call(
    rewrite: RewritePass, call: cst.Call, keywords: str, *, first: bool
) -> Change | None:
    source, end = rewrite.source, rewrite.span(call).end - 1
    if not call.args:
        start = source.rindex("(", 0, end + 1) + 1
        return None if rewrite.has_comment(Span(start, end)) else rewrite.insert(start, keywords)
    if first:
        named = next((a for a in call.args if a.keyword is not None), None)
        if named is not None and named.keyword is not None:
            start = rewrite.span(named).start
            own_line = source[rewrite.lines_of(Span(start, start)).start : start].strip() == ""
            gap = f",{rewrite.newline}{rewrite.indentation(named)}" if own_line else ", "
            return rewrite.insert(start, keywords + gap)
    last = call.args[-1]
    if last.star == "**":
        return None
    stop = rewrite.span(last).end
    rest = source[stop:end]
    start = rewrite.span(last).start
    own_line = source[rewrite.lines_of(Span(start, start)).start : start].strip() == ""
    if isinstance(last.comma, cst.Comma) and own_line and rewrite.lines_of(last).end <= end:
        indent = rewrite.indentation(last)
        line = rewrite.lines_of(Span(end, end)).start
        if source[line:end].strip() or rest.rstrip(" \t")[-1:] not in "\r\n":
            return None
        return rewrite.insert(line, f"{indent}{keywords},{rewrite.newline}")
    if rewrite.has_comment(Span(stop, end)):
        return None
    gap = f",{rewrite.newline}{rewrite.indentation(last)}" if own_line else ", "
    return rewrite.insert(stop, gap + keywords)
