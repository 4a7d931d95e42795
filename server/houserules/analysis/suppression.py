"""Comments that silence findings, and findings about such comments.

The two rules of this module are always on: they survive ``select``, and can be ignored.
Syntax: ``# houserules: ignore[area/name, area] - reason`` on the logical line of a simple
statement or the header of a compound one; ``# houserules: ignore-file[...]`` at module level.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.ruleset import ALWAYS_ON
from houserules.analysis.structure import UnitView
from houserules.analysis.walk import descendants
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

UNKNOWN_RULE, UNUSED_IGNORE = ALWAYS_ON

_DIRECTIVE = re.compile(
    r"#\s{0,8}houserules:\s{0,8}(ignore-file|ignore)(?![-\w])(\[[^\]\n]{0,2000}\])?"
)
_ID = re.compile(r"[\w/-]+")


@dataclass(frozen=True, slots=True)
class Directive:
    """One ignore comment.

    Attributes:
        comment: Where the whole comment stands, relative to its unit.
        ids: The ids and areas it names, each with its place; empty for a bare ``ignore``.
        whole_file: ``ignore-file``.
        region: What a line directive covers, relative to its unit.
    """

    comment: Span
    ids: tuple[tuple[str, Span], ...]
    whole_file: bool
    region: Span


def parse_directive(comment: str) -> tuple[bool, tuple[tuple[str, Span], ...]] | None:
    """Read a comment: whether it is for the whole file, and its ids with spans inside it.

    ``None`` for any other comment.
    """
    match = _DIRECTIVE.search(comment)
    if match is None:
        return None
    ids: list[tuple[str, Span]] = []
    if match[2]:
        for item in _ID.finditer(comment, match.start(2), match.end(2)):
            ids.append((item[0], Span(item.start(), item.end())))
    return match[1] == "ignore-file", tuple(ids)


def directive_part(comment: str) -> tuple[Span, Span] | None:
    """The part of a comment that is a directive with its reason, and the place of its ids.

    The ids' place is inside the brackets; empty, right behind the word, where there are none.
    ``None`` for any other comment. What else the comment says belongs to other tools.
    """
    match = _DIRECTIVE.search(comment)
    if match is None:
        return None
    next_comment = comment.find("#", match.end())
    end = next_comment if next_comment >= 0 else len(comment)
    if match[2]:
        return Span(match.start(), end), Span(match.start(2) + 1, match.end(2) - 1)
    return Span(match.start(), end), Span(match.end(1), match.end(1))


def directives_of(view: UnitView) -> tuple[Directive, ...]:
    """The ignore comments of a unit that stand where one is allowed to stand."""
    if "houserules:" not in view.unit.text:
        return ()
    found: list[Directive] = []
    regions: list[Span] | None = None
    for comment in view.parsed.comments:
        read = parse_directive(comment.text)
        if read is None:
            continue
        whole_file, ids = read
        places = tuple((i, s.shifted(comment.span.start)) for i, s in ids)
        if whole_file:
            if view.unit.depth == 0 and _at_line_start(view.unit.text, comment.span.start):
                found.append(Directive(comment.span, places, True, Span(0, 0)))
            continue
        if regions is None:
            regions = list(logical_lines_of(view))
        around = [r for r in regions if r.start <= comment.span.start < r.end]
        region = min(around, key=lambda r: r.end - r.start, default=Span(0, 0))
        found.append(Directive(comment.span, places, False, region))
    return tuple(found)


def _at_line_start(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] in "\r\n"


def logical_lines_of(view: UnitView) -> Iterator[Span]:
    """The lines of each simple statement, and of each compound statement's headers."""
    root = view.parsed.node
    if root is None:
        return
    text = view.unit.text
    for node in descendants(root):
        if isinstance(node, cst.SimpleStatementLine):
            yield _whole_lines(text, view.parsed.span(node))
            continue
        body = getattr(node, "body", None)
        if not isinstance(body, cst.IndentedBlock | cst.SimpleStatementSuite):
            if not isinstance(node, cst.Match):
                continue
            body = None
        span = view.parsed.span(node)
        decorators: Sequence[cst.Decorator] = getattr(node, "decorators", ())
        start = min([span.start, *(view.parsed.span(d).start for d in decorators)])
        yield _whole_lines(text, Span(start, _header_end(view, node, body, span)))


def _header_end(
    view: UnitView,
    node: cst.CSTNode,
    body: cst.IndentedBlock | cst.SimpleStatementSuite | None,
    span: Span,
) -> int:
    """An offset on the last line of a header, its trailing comment not counted."""
    if isinstance(body, cst.SimpleStatementSuite):
        return view.parsed.span(body).end
    if node is view.parsed.node and view.hidden_body is not None:
        return len(view.unit.text.rstrip())
    first: cst.CSTNode | None = None
    if isinstance(node, cst.Match):
        first = node.cases[0] if node.cases else None
    elif isinstance(body, cst.IndentedBlock):
        first = body.body[0] if body.body else None
    if first is None:
        return span.start
    end = view.parsed.span(first).start
    decorators: Sequence[cst.Decorator] = getattr(first, "decorators", ())
    end = min([end, *(view.parsed.span(d).start for d in decorators)])
    leading: Sequence[cst.EmptyLine] = getattr(first, "leading_lines", ())
    for _ in range(len(leading) + 1):
        end = max(view.unit.text.rfind("\n", 0, end), view.unit.text.rfind("\r", 0, end))
        if view.unit.text[end - 1 : end + 1] == "\r\n":
            end -= 1
    return end


def _whole_lines(text: str, span: Span) -> Span:
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    breaks = [i for i in (text.find("\n", span.end), text.find("\r", span.end)) if i >= 0]
    return Span(start, min(breaks, default=len(text)))


def covers(ids: Iterable[str], rule: str) -> bool:
    """Whether any of the ids, or areas, names the rule."""
    area = rule.partition("/")[0]
    return any(i in (rule, area) for i in ids)


NOTHING_SILENCED: frozenset[tuple[int, str]] = frozenset()
"""One for all units: an empty set of its own would cost each as much as its text."""


def apply_directives(
    findings: Sequence[Finding],
    directives: Sequence[Directive],
    whole_file: Collection[str],
) -> tuple[tuple[Finding, ...], frozenset[tuple[int, str]]]:
    """Drop the findings that comments silence.

    Returns:
        The findings left, and which ids silenced something: (index of the directive, id).
    """
    if not directives and not whole_file:
        return tuple(findings), NOTHING_SILENCED
    left: list[Finding] = []
    used: set[tuple[int, str]] = set()
    for finding in findings:
        area = finding.rule.partition("/")[0]
        silenced = finding.rule in whole_file or area in whole_file
        for index, directive in enumerate(directives):
            if directive.whole_file:
                continue
            if not directive.region.start <= finding.span.start <= directive.region.end:
                continue
            for rule_id, _ in directive.ids:
                if rule_id in (finding.rule, area):
                    used.add((index, rule_id))
                    silenced = True
        if not silenced:
            left.append(finding)
    return tuple(left), frozenset(used)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one was probably meant to be."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


def _remove_ignore(rewrite: Any, comment: Span, rule: str) -> Iterator[Any]:
    """Take one id out of an ignore comment; the directive goes with its last id."""
    text: str = rewrite.text(comment)
    read, part = parse_directive(text), directive_part(text)
    if read is None or part is None:
        return
    whole, ids = part
    left = [i for i, _ in read[1] if i != rule]
    if left:
        kept = ", ".join(left)
        yield rewrite.replace_span(ids.shifted(comment.start), kept, drops_comments=True)
        return
    others = (text[: whole.start].rstrip(), text[whole.end :].lstrip())
    if any(others):
        kept = "  ".join(filter(None, others))
        yield rewrite.replace_span(comment, kept, drops_comments=True)
        return
    yield rewrite.remove_comment(comment)


remove_ignore = Transform(
    id="remove-ignore",
    title="Remove the unused ignore of `{rule}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_remove_ignore,
)
