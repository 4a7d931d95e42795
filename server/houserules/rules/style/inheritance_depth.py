"""A class stands at the end of a long line of classes of the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.inheritance import DEPTH_READS, depth_of, is_exempt
from houserules.extractors.project_symbols import PROJECT_ANCESTRY
from houserules.text.excerpt import excerpt


@dataclass(frozen=True)
class Options:
    """Options of ``style/inheritance-depth``.

    Attributes:
        max_depth: How many classes of the project may stand above a class, one above the other;
            mixins do not count.
    """

    max_depth: int = 2


@rule(
    id="style/inheritance-depth",
    on=(cst.ClassDef,),
    requires=DEPTH_READS,
    options=Options,
    severity="hint",
    message="`{name}` stands below {depth} classes of the project; {limit} is the limit",
    why="What a method does is spread over all of them; an object that is handed over says which "
    "part it plays.",
    allow_when="The classes form a hierarchy in the world, such as kinds of errors or models.",
    examples=[
        Example(
            "class A: ...\n\n\nclass B(A): ...\n\n\nclass C(B): ...\n\n\n"
            "class D(C): ..."
            "  # want: `D` stands below 3 classes of the project; 2 is the limit # at: D\n"
        ),
        Example("class A: ...\n\n\nclass B(A): ...\n\n\nclass C(B): ...\n"),
    ],
)
def inheritance_depth(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report the name of the class."""
    if not node.bases or p.ancestors or p.class_path:
        return
    if p.module.role in (Role.TEST, Role.CONFTEST) or not p.module.name:
        return
    name, limit = node.name.value, p.options.max_depth
    own = f"{p.module.name}.{name}"
    depth = depth_of(p, own)
    # The first class beyond the limit is where the line can be broken.
    if depth != limit + 1 or is_exempt(p.lookup(PROJECT_ANCESTRY, own)):
        return
    yield p.finding(node.name, name=excerpt(name, 30), depth=depth, limit=limit)
