"""An import that only annotations use moves under ``if TYPE_CHECKING:``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import is_docstring
from houserules.analysis.walk import descendants
from houserules.extractors.annotated_names import (
    ANNOTATION_READS,
    EVALUATION_READS,
    is_evaluated,
    only_annotates,
)
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.runtime_imports import (
    ALL,
    RUNTIME_IMPORTS,
    imported_by,
    is_type_checking,
)
from houserules.extractors.scopes import function_around, scopes_around
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, name_for

REASON = "who evaluates the annotations does not find the name when the program runs"
BY_NAME_REASON = "that it is this class, its name alone says"
_LAZY = (3, 14)
_Item = Change | ImportNeed | Refusal
_Statement = cst.Import | cst.ImportFrom


def _apply(rewrite: RewritePass, node: _Statement, names: tuple[str, ...]) -> Iterator[_Item]:
    line = rewrite.ancestors[-1] if len(rewrite.ancestors) == 1 else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return
    if rewrite.has_comment(rewrite.lines_of(node)):
        yield Refusal("a comment stands beside the import")
        return
    aliases = _aliases(node)
    bound = [found.name for found in imported_by(node)]
    moved = [a for a, name in zip(aliases, bound, strict=False) if name in names]
    kept = [a for a, name in zip(aliases, bound, strict=False) if name not in names]
    spelled = name_for(rewrite, "typing", "TYPE_CHECKING", node)
    if not moved or spelled is None:
        return
    test, needs = spelled
    code = rewrite.code(
        node.with_changes(names=_one_line(moved), lpar=None, rpar=None)
        if isinstance(node, cst.ImportFrom)
        else node.with_changes(names=_one_line(moved))
    )
    quoted = list(_quoted(rewrite, frozenset(names)))
    yield from quoted
    if any(isinstance(item, Refusal) for item in quoted):
        return
    if kept:
        kept[-1] = kept[-1].with_changes(comma=aliases[-1].comma)
        yield rewrite.replace(node, node.with_changes(names=tuple(kept)))
    block = _type_checking_block(rewrite)
    if block is not None:
        yield _appended(*block, code)
        if not kept:
            yield _removed(rewrite, node)
        return
    yield from needs
    yield from _with_new_block(rewrite, node, test, code, gone=not kept)


def _aliases(node: _Statement) -> Sequence[cst.ImportAlias]:
    return () if isinstance(node.names, cst.ImportStar) else node.names


def _one_line(aliases: Sequence[cst.ImportAlias]) -> tuple[cst.ImportAlias, ...]:
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    first = [a.with_changes(comma=comma) for a in aliases[:-1]]
    return (*first, aliases[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT))


def _type_checking_block(rewrite: RewritePass) -> tuple[RewritePass, cst.CSTNode] | None:
    """The first block of the module that only type checkers read, and its last statement."""
    for unit in rewrite.units():
        node = unit.view.node
        if unit.view.unit.depth or not isinstance(node, cst.If) or not is_type_checking(node):
            continue
        body = node.body
        if isinstance(body, cst.IndentedBlock) and isinstance(
            body.body[-1], cst.SimpleStatementLine
        ):
            return unit, body.body[-1]
    return None


def _appended(unit: RewritePass, last: cst.CSTNode, code: str) -> Change:
    end = unit.lines_of(last).end
    text = f"{unit.indentation(last)}{code}{unit.newline}"
    return unit.insert(
        end, text if unit.source[:end].endswith(("\n", "\r")) else unit.newline + text
    )


def _with_new_block(
    rewrite: RewritePass, node: _Statement, test: str, code: str, *, gone: bool
) -> Iterator[Change]:
    newline = rewrite.newline
    block = f"if {test}:{newline}{rewrite.indent}{code}{newline}"
    imports = _imports_at_top(rewrite)
    last = imports[-1]
    if gone and last.view.unit is rewrite.view.unit:
        place = rewrite.lines_of(node)
        lead = rewrite.source[: place.start]
        # The import of the test brings its own blank lines where there is no other import.
        is_parted = len(imports) == 1 or lead.endswith((newline * 2, "\n\n", "\r\r"))
        is_parted = is_parted or (bool(lead) and not lead.strip())
        yield rewrite.replace_span(place, block if is_parted else newline + block)
        return
    if gone:
        yield _removed(rewrite, node)
    yield _block_below(rewrite, last, test, code)


def _block_below(rewrite: RewritePass, last: RewritePass, test: str, code: str) -> Change:
    newline = rewrite.newline
    block = f"if {test}:{newline}{rewrite.indent}{code}{newline}"
    ends = last.source.endswith(("\n", "\r"))
    return last.insert(len(last.source), ("" if ends else newline) + newline + block)


def _imports_at_top(rewrite: RewritePass) -> Sequence[RewritePass]:
    """The imports that the module begins with; the one that moves where it stands further down."""
    found: list[RewritePass] = []
    for unit in rewrite.units():
        node = unit.view.node
        if isinstance(node, cst.SimpleStatementLine) and not unit.view.unit.depth:
            if all(isinstance(s, cst.Import | cst.ImportFrom) for s in node.body):
                found.append(unit)
                continue
            if is_docstring(node):
                continue
        if unit.view.unit.text.strip():
            break
    return found or [rewrite]


def _removed(rewrite: RewritePass, node: _Statement) -> Change:
    """The line goes; of blank lines on both sides, those above go with it."""
    line = rewrite.lines_of(node)
    lead = rewrite.source[: line.start]
    below = rewrite.neighbour(1)
    is_parted = below is None or below.source[:1] in ("\n", "\r", "")
    start = 0 if not lead.strip() and is_parted else line.start
    return rewrite.replace_span(type(line)(start, line.end), "")


def _quoted(rewrite: RewritePass, names: frozenset[str]) -> Iterator[Change | Refusal]:
    """Annotations that are evaluated where they stand become strings."""
    if rewrite.module.target_version >= _LAZY or rewrite.lookup(FUTURE_IMPORTS, "annotations"):
        return
    for unit in rewrite.units():
        if not any(name in unit.source for name in names):
            continue
        unit.ancestors = []
        for node in unit.visit():
            if isinstance(node, cst.Annotation) and _mentions(unit, node, names):
                yield _quote(unit, node.annotation)


def _mentions(unit: UnitPass, node: cst.Annotation, names: frozenset[str]) -> bool:
    is_local = isinstance(unit.ancestors[-1], cst.AnnAssign) and function_around(unit, node)
    if is_local:
        return False
    found = {n.value for n in descendants(node) if isinstance(n, cst.Name)} & names
    return any(not any(name in scope for scope in scopes_around(unit, node)) for name in found)


def _quote(unit: RewritePass, node: cst.BaseExpression) -> Change | Refusal:
    text = unit.text(node)
    if any(c in text for c in "\"'\\\r\n") or isinstance(node, cst.StarredElement):
        return Refusal(f"`{text.splitlines()[0][:60]}` cannot be quoted as a whole")
    return unit.replace(node, f'"{text}"')


def _add(rewrite: RewritePass, node: cst.CSTNode, module: str, name: str) -> Iterator[_Item]:
    spelled = name_for(rewrite, "typing", "TYPE_CHECKING", node)
    if spelled is None:
        yield Refusal("`TYPE_CHECKING` means something else here")
        return
    code = f"from {_as_imported_here(rewrite, module)} import {name}"
    block = _type_checking_block(rewrite)
    if block is not None:
        yield _appended(*block, code)
        return
    test, needs = spelled
    yield from needs
    yield _block_below(rewrite, _imports_at_top(rewrite)[-1], test, code)


def _as_imported_here(rewrite: RewritePass, module: str) -> str:
    """Relative where the module imports from its package like that already."""
    if not any(i.module[:1] == "." for i in rewrite.lookup(RUNTIME_IMPORTS, ALL)):
        return module
    own, wanted = rewrite.module.name.split("."), module.split(".")
    package = own if rewrite.module.is_package else own[:-1]
    shared = 0
    while shared < min(len(package), len(wanted) - 1) and package[shared] == wanted[shared]:
        shared += 1
    return "." * (len(package) - shared + 1) + ".".join(wanted[shared:]) if shared else module


def _sites(unit_pass: UnitPass, node: cst.ImportFrom) -> Iterator[FixRef]:
    if unit_pass.class_path or len(unit_pass.ancestors) != 1:
        return
    root = imported_by(node)[0].module.partition(".")[0]
    if root and root not in unit_pass.module.local_packages:
        return
    names = tuple(found.name for found in imported_by(node))
    if all(only_annotates(unit_pass, n) and not is_evaluated(unit_pass, n) for n in names):
        yield import_to_type_checking.at(node, reason=REASON, names=names)


import_to_type_checking = Transform(
    id="import-to-type-checking",
    title="Import `{names}` under `if TYPE_CHECKING:`",
    safety=Safety.UNSAFE,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.ImportFrom,),
    requires=tuple(
        dict.fromkeys((*IMPORT_READS, *ANNOTATION_READS, *EVALUATION_READS, FUTURE_IMPORTS))
    ),
)
add_type_checking_import = Transform(
    id="add-type-checking-import",
    title="Import `{name}` from `{module}` under `if TYPE_CHECKING:`",
    safety=Safety.UNSAFE,
    # It edits its own file; which class is meant, the others say.
    reach=Reach.PROJECT,
    apply=_add,
    requires=(*IMPORT_READS, RUNTIME_IMPORTS),
)
