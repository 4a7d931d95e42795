"""What docstrings say of the results of functions: added where missing, removed where needless."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.docstring_args import annotation_code
from houserules.extractors.docstring_conditions import condition_text
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_results import (
    describes_nothing,
    lacks_returns,
    repeats_annotation,
    returns_of,
    says_nothing,
    section_to_rename,
    speaks_of_yields,
    unlisted,
)
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstrings import Docstring, docstring_node
from houserules.extractors.documented_functions import documented
from houserules.extractors.raised_exceptions import Raised
from houserules.extractors.scopes import scope_of
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.docstring_sections import drop_section, write_section
from houserules.transforms.docstring_writing import TODO

_LOST = "what it says of a result is gone"


def returns_fix(function: cst.FunctionDef, docstring: Docstring, style: str) -> FixRef | None:
    """Add a section for what is returned; ``None`` where it has no place."""
    return _one_text(add_returns_section, SectionKind.RETURNS, function, docstring, style)


def yields_fix(function: cst.FunctionDef, docstring: Docstring, style: str) -> FixRef | None:
    """Add a section for what is yielded; ``None`` where it has no place."""
    return _one_text(add_yields_section, SectionKind.YIELDS, function, docstring, style)


def _one_text(
    transform: Transform,
    kind: SectionKind,
    function: cst.FunctionDef,
    docstring: Docstring,
    style: str,
) -> FixRef | None:
    if not docstring.literal.is_block:
        return None
    code = annotation_code(function.returns) if kind is SectionKind.RETURNS else ""
    return transform.at(
        docstring_node(function),
        kind=kind.value,
        names=("",),
        texts=(TODO,),
        types=(code,),
        style=style,
    )


def raises_fix(
    function: cst.FunctionDef, docstring: Docstring, missing: Sequence[Raised], style: str
) -> FixRef | None:
    """Add exceptions with their conditions; ``None`` where they have no place."""
    if not docstring.literal.is_block or SectionKind.RAISES in docstring.loose:
        return None
    return add_raises_section.at(
        docstring_node(function),
        kind=SectionKind.RAISES.value,
        names=tuple(r.name for r in missing),
        texts=tuple(condition_text(function, r.guard) or TODO for r in missing),
        types=("",) * len(missing),
        style=style,
    )


def without_returns_fix(function: cst.FunctionDef, section: Section | None = None) -> FixRef:
    """Remove the section about a result; not safe where it says something."""
    is_safe = section is None or says_nothing(section)
    return drop_returns_section.at(
        docstring_node(function),
        safety=Safety.SAFE if is_safe else Safety.UNSAFE,
        reason="" if is_safe else _LOST,
        kind=SectionKind.RETURNS.value,
    )


def _returns_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is not None and lacks_returns(function, docstring):
        fix = returns_fix(function, docstring, Style.GOOGLE.value)
        if fix is not None:
            yield fix


def _drop_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    section = returns_of(function, docstring) if docstring is not None else None
    if docstring is None or section is None:
        return
    if describes_nothing(function):
        yield without_returns_fix(function, section)
    elif repeats_annotation(function, docstring, section):
        yield without_returns_fix(function)


def _yields_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None or not speaks_of_yields(function, docstring):
        return
    if section_to_rename(docstring) is None and not docstring.may_hold(SectionKind.RETURNS):
        fix = yields_fix(function, docstring, Style.GOOGLE.value)
        if fix is not None:
            yield fix


def _raises_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None:
        return
    missing = unlisted(function, docstring, scope_of(unit_pass, function))
    fix = raises_fix(function, docstring, missing, Style.GOOGLE.value) if missing else None
    if fix is not None:
        yield fix


add_returns_section = Transform(
    id="add-returns-section",
    title="Add a section for what is returned",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=write_section,
    sites=_returns_sites,
    on=(cst.FunctionDef,),
)
add_yields_section = Transform(
    id="add-yields-section",
    title="Add a section for what is yielded",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=write_section,
    sites=_yields_sites,
    on=(cst.FunctionDef,),
)
add_raises_section = Transform(
    id="add-raises-section",
    title="Add what is raised to the docstring",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=write_section,
    sites=_raises_sites,
    on=(cst.FunctionDef,),
)
drop_returns_section = Transform(
    id="drop-returns-section",
    title="Remove the section",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=drop_section,
    sites=_drop_sites,
    on=(cst.FunctionDef,),
)
