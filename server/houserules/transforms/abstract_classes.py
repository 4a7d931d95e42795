"""A ``Protocol`` for an abstract class that holds no code."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.abstract_classes import ABSTRACT_READS, only_declares_methods
from houserules.extractors.qualified_names import resolves_to
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

PROTOCOL_REASON = "a subclass that leaves a method out can be instantiated then"
_ABSTRACT = frozenset({"abc.abstractmethod"})


def _to_protocol(rewrite: RewritePass, node: cst.ClassDef) -> Iterator[Change | ImportNeed]:
    found = name_for(rewrite, "typing", "Protocol", node)
    if found is None or not only_declares_methods(rewrite, node):
        return
    name, needs = found
    changes = [rewrite.replace(node.bases[0].value, name)] if node.bases else []
    if node.keywords:
        whole = Span(rewrite.span(node.name).end, rewrite.span(node.keywords[0].value).end)
        if rewrite.has_comment(whole):
            return
        changes.append(rewrite.replace_span(whole, f"({name}"))
    for unit in [rewrite, *rewrite.class_members()]:
        for visited in unit.visit():
            if isinstance(visited, cst.Decorator) and resolves_to(
                unit, visited.decorator, _ABSTRACT
            ):
                line = unit.lines_of(visited)
                if unit.has_comment(line):
                    return
                changes.append(unit.replace_span(line, ""))
    yield from needs
    yield from changes


def _sites(unit_pass: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    if only_declares_methods(unit_pass, node):
        yield abc_to_protocol.at(node, reason=PROTOCOL_REASON)


abc_to_protocol = Transform(
    id="abc-to-protocol",
    title="Make it a Protocol",
    safety=Safety.UNSAFE,
    reach=Reach.CLASS,
    apply=_to_protocol,
    sites=_sites,
    on=(cst.ClassDef,),
    requires=(*ABSTRACT_READS, *IMPORT_READS),
)
