"""The attributes of a class, added to its docstring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.class_attributes import (
    ATTRIBUTE_READS,
    Attribute,
    class_kind,
    missing_attributes,
)
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstrings import read_docstring, simple_docstring
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.docstring_args import add_in_order
from houserules.transforms.docstring_writing import TODO, NewEntry, add_section, style_of


def _apply(
    rewrite: RewritePass,
    node: cst.ClassDef,
    missing: Sequence[str],
    texts: Sequence[str],
    order: Sequence[str],
    style: str,
) -> Iterator[Change]:
    holder, literal = _docstring(rewrite, node)
    if holder is None or literal is None:
        return
    docstring = read_docstring(holder, literal)
    if not docstring.literal.is_block:
        return
    news = {name: NewEntry(name, text) for name, text in zip(missing, texts, strict=True)}
    known = docstring.of_kind(SectionKind.ATTRIBUTES)
    if known and known[0].entries:
        yield from add_in_order(holder, docstring, known[0], news, order)
    elif not known:
        team = style_of(docstring, style)
        change = add_section(holder, docstring, SectionKind.ATTRIBUTES, list(news.values()), team)
        if change is not None:
            yield change


def _docstring(
    rewrite: RewritePass, node: cst.ClassDef
) -> tuple[RewritePass | None, cst.SimpleString | None]:
    """The pass of the unit that holds the docstring of a class, and the literal."""
    if rewrite.view.hidden_body is not None:
        first = rewrite.neighbour(1)
        return first, simple_docstring(first.view.node) if first is not None else None
    body = node.body.body
    return rewrite, simple_docstring(body[0]) if body else None


def _sites(unit_pass: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    kind = class_kind(unit_pass, node)
    missing = missing_attributes(unit_pass, node, kind) if kind is not None else None
    if missing:
        yield attributes_fix(node, *missing, Style.GOOGLE.value)


def attributes_fix(
    node: cst.ClassDef, missing: Sequence[Attribute], all_of: Sequence[Attribute], style: str
) -> FixRef:
    """Add entries with what the columns say of themselves, in the order of the class."""
    return document_attributes.at(
        node,
        missing=tuple(a.name for a in missing),
        texts=tuple(_text_for(a) for a in missing),
        order=tuple(a.name for a in all_of),
        style=style,
    )


def _text_for(attribute: Attribute) -> str:
    return " ".join(part for part in (attribute.comment or TODO, attribute.hint) if part)


document_attributes = Transform(
    id="document-class-attributes",
    title="Add the missing attributes to the docstring",
    safety=Safety.SKELETON,
    reach=Reach.CLASS,
    apply=_apply,
    sites=_sites,
    on=(cst.ClassDef,),
    requires=ATTRIBUTE_READS,
)
