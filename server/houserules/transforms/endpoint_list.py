"""The list of endpoints in a module docstring, brought in line with the routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_places import FIRST_STATEMENTS, Owner, owner_of
from houserules.extractors.docstrings import Docstring, read_docstring
from houserules.extractors.endpoint_lists import (
    ENDPOINT_READS,
    Listed,
    expected_endpoints,
    heading_line,
    listed_endpoints,
)
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.docstring_writing import insert_below, last_line

HEADING = "Endpoints:"
FORMAT = "- {METHOD} {path} - {summary}"


def _apply(
    rewrite: RewritePass,
    literal: cst.SimpleString,
    endpoints: Sequence[str],
    lines: Sequence[str],
    heading: str,
    keep: bool,
) -> Iterator[Change]:
    docstring = read_docstring(rewrite, literal)
    if not docstring.literal.is_block:
        return
    listed = listed_endpoints(docstring)
    if not listed:
        at = heading_line(docstring, heading)
        if at is None:
            yield insert_below(rewrite, docstring, last_line(docstring), ("", heading, *lines))
        else:
            yield insert_below(rewrite, docstring, at, lines)
        return
    if not is_one_block(listed):
        return
    margin = docstring.lines[listed[0].line].margin
    rest = list(listed)
    written: list[str] = []
    for endpoint, line in zip(endpoints, lines, strict=True):
        old = next((item for item in rest if item.means(endpoint)), None)
        if old is None:
            written.append(margin + line)
        else:
            rest.remove(old)
            written.extend(_lines_of(docstring, old))
    if keep:
        written.extend(line for item in rest for line in _lines_of(docstring, item))
    last = docstring.lines[listed[-1].stop - 1]
    span = Span(docstring.lines[listed[0].line].start, last.start + len(last.text.rstrip()))
    yield rewrite.replace_span(span, rewrite.newline.join(written))


def is_one_block(listed: Sequence[Listed]) -> bool:
    """Whether the lines of a list follow each other."""
    return all(a.stop == b.line for a, b in pairwise(listed))


def _lines_of(docstring: Docstring, item: Listed) -> Iterator[str]:
    for line in docstring.lines[item.line : item.stop]:
        yield line.text.rstrip()


def endpoints_fix(
    literal: cst.SimpleString,
    docstring: Docstring,
    expected: Mapping[str, str],
    *,
    is_whole: bool,
    heading: str = HEADING,
    form: str = FORMAT,
) -> FixRef | None:
    """Bring the list up to date; ``None`` where it has no place, or is in parts."""
    if not docstring.literal.is_block or not is_one_block(listed_endpoints(docstring)):
        return None
    return list_endpoints.at(
        literal,
        endpoints=tuple(expected),
        lines=tuple(_written(form, *item) for item in expected.items()),
        heading=heading,
        keep=not is_whole,
    )


def _written(form: str, endpoint: str, summary: str) -> str:
    method, _, path = endpoint.partition(" ")
    text = form.replace("{METHOD}", method).replace("{path}", path)
    return text.replace("{summary}", summary).rstrip(" -–:")


def _sites(unit_pass: UnitPass, statement: cst.Expr) -> Iterator[FixRef]:
    literal = statement.value
    if not isinstance(literal, cst.SimpleString):
        return
    if owner_of(unit_pass, statement) is not Owner.MODULE:
        return
    expected, is_whole = expected_endpoints(unit_pass)
    docstring = read_docstring(unit_pass, literal)
    fix = endpoints_fix(literal, docstring, expected, is_whole=is_whole) if expected else None
    if fix is not None:
        yield fix


list_endpoints = Transform(
    id="list-endpoints",
    title="Bring the list of endpoints up to date",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Expr,),
    requires=(FIRST_STATEMENTS, *ENDPOINT_READS),
)
