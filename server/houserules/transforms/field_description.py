"""A field of a pydantic model gets a ``description``, drafted from what is said beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.pydantic_fields import model_field
from houserules.extractors.strings import literal_string
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.field_call import FIELD_CALL_READS, with_keywords

_PRAGMA = re.compile(r"#\s{0,4}(?:noqa|type:|pyright:|pragma|houserules:|fmt:|nosec|pylint:|ruff:)")
_TODO = re.compile(r"#\s{0,4}(?:TODO|FIXME|XXX|HACK)\b")


def _apply(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[Change | ImportNeed]:
    field = model_field(rewrite, node)
    if field is None:
        return
    text = _beside(rewrite, node) or _humanised(field.name)
    written = f'description="{text}"'
    known = field.argument("description")
    if known is not None:
        if literal_string(known.value) == "":
            yield rewrite.replace(known.value, f'"{text}"')
        return
    is_bare = field.call is None and node.value is None
    yield from with_keywords(rewrite, field, f"..., {written}" if is_bare else written)


def _beside(rewrite: RewritePass, node: cst.AnnAssign) -> str:
    """The comment behind a field of one line, as far as it is prose."""
    end = rewrite.span(node).end
    line = rewrite.lines_of(node)
    beside = [c for c in rewrite.parsed.comments if end <= c.span.start < line.end]
    if len(beside) != 1 or _PRAGMA.match(beside[0].text) or _TODO.match(beside[0].text):
        return ""
    text = beside[0].text.lstrip("#: ").strip()
    return text if text.isprintable() and not set(text) & set("\"'\\") else ""


def _humanised(name: str) -> str:
    words = name.strip("_").replace("_", " ")
    return words[:1].upper() + words[1:]


def _sites(p: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    field = model_field(p, node)
    if field is not None and field.is_known and field.argument("description") is None:
        yield describe_field.at(node)


describe_field = Transform(
    id="describe-field",
    title="Write a `description`",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.AnnAssign,),
    requires=FIELD_CALL_READS,
)
