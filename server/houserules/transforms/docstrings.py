"""A docstring for a function or class that has none: its name in words, for a human to complete."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.definitions import (
    Definition,
    decorator_names,
    docstring_expression,
    docstring_text,
)
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.docstring_summary import class_summary, function_summary

_PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "computed_field"})
_HELD_BY_HEADER = re.compile(r"#\s{0,4}(?:type|noqa|pragma|py\w+|ruff|nosec|fmt|houserules|mypy)\b")


def summary_of(definition: Definition) -> str:
    """The summary for a definition, empty where its name has no words."""
    name = definition.name.value
    if isinstance(definition, cst.ClassDef):
        return class_summary(name)
    decorators = {n.rpartition(".")[2] for n in decorator_names(definition)}
    return function_summary(name, is_property=bool(decorators & _PROPERTIES))


def lacks_docstring(unit_pass: UnitPass, definition: Definition) -> bool:
    """Whether a definition has no docstring, or a blank one; ``False`` where that is not known."""
    if isinstance(definition, cst.FunctionDef):
        return not docstring_text(definition.body)
    members = unit_pass.members(definition)
    if not members or members[0].kind == "unknown":
        return False
    if members[0].kind != "docstring":
        return True
    first = unit_pass.member_tree(definition, 0)
    return not docstring_expression(first) or not _text_of(first)


def _text_of(statement: cst.CSTNode | None) -> str:
    expression = docstring_expression(statement)
    return str(expression.evaluated_value).strip() if expression is not None else ""


def _apply(rewrite: RewritePass, definition: Definition) -> Iterator[Change]:
    summary = summary_of(definition)
    if not summary or not lacks_docstring(rewrite, definition):
        return
    docstring = f'"""{summary}"""'
    body = definition.body
    after = rewrite.newline if isinstance(definition, cst.ClassDef) else ""
    if isinstance(body, cst.SimpleStatementSuite):
        yield from _block_of_suite(rewrite, definition, body, docstring, after)
    elif rewrite.view.hidden_body is body:
        following = rewrite.neighbour(1)
        member = following.source if following is not None else ""
        indent = rewrite.view.unit.body_indent or ""
        if docstring_expression(following.view.node if following is not None else None) is None:
            yield _inserted(rewrite, body, f"{indent}{docstring}", _blank_after(after, member))
    elif isinstance(body, cst.IndentedBlock) and body.body:
        blank = docstring_expression(body.body[0])
        if blank is not None:
            yield rewrite.replace(blank, docstring)
            return
        indent = rewrite.indentation(body.body[0])
        header_end = rewrite.span(body.header).end
        if isinstance(body.body[0], cst.FunctionDef | cst.ClassDef):
            after = rewrite.newline
        text = f"{indent}{docstring}"
        yield _inserted(rewrite, body, text, _blank_after(after, rewrite.source[header_end:]))


def _blank_after(blank: str, following: str) -> str:
    """A blank line, unless one follows already."""
    return "" if not following.splitlines()[:1] or not following.splitlines()[0].strip() else blank


def _inserted(rewrite: RewritePass, body: cst.BaseSuite, text: str, after: str) -> Change:
    assert isinstance(body, cst.IndentedBlock)
    return rewrite.insert(rewrite.span(body.header).end, f"{text}{rewrite.newline}{after}")


def _block_of_suite(
    rewrite: RewritePass,
    definition: Definition,
    body: cst.SimpleStatementSuite,
    docstring: str,
    after: str,
) -> Iterator[Change]:
    """``def f(): ...`` becomes a block; a comment that is about the header keeps it as it is."""
    inner, line = rewrite.span(body), rewrite.lines_of(body)
    if _HELD_BY_HEADER.search(rewrite.source[inner.end : line.end]):
        return
    indent = f"{rewrite.newline}{rewrite.indentation(definition)}{rewrite.indent}"
    start = rewrite.span(body.leading_whitespace).start
    blank = docstring_expression(body.body[0])
    if blank is not None:
        yield rewrite.replace(blank, docstring)
        return
    yield rewrite.replace_span(Span(start, inner.start), f"{indent}{docstring}{after}{indent}")


def _sites(unit_pass: UnitPass, definition: Definition) -> Iterator[FixRef]:
    if lacks_docstring(unit_pass, definition):
        yield add_docstring.at(definition)


add_docstring = Transform(
    id="add-docstring",
    title="Add a docstring",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef, cst.ClassDef),
)
