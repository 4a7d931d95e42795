"""A module quotes annotations, or does not postpone them as the team does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from houserules.analysis.passes import EntryFinding, ModulePass
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.quoted_annotations import (
    ANNOTATIONS,
    ANY,
    EVALUATED_READS,
    FUTURE_ANNOTATIONS,
    LOCAL_CLASS,
    QUOTED,
    may_be_evaluated,
)
from houserules.fixes.safety import Safety
from houserules.transforms.postponed_annotations import EVALUATED_REASON, postpone_annotations

_SINCE_PEP_649 = (3, 14)
_ALWAYS = "the module does not import `annotations` from `__future__`"
_NEVER = "`annotations` is imported from `__future__`; this team evaluates annotations"


@dataclass(frozen=True)
class Options:
    """Options of ``typing/future-annotations``.

    Attributes:
        mode: ``when-needed`` wants the import where annotations are quoted, ``always`` in every
            module with annotations, ``never`` in none.
    """

    mode: Literal["when-needed", "always", "never"] = "when-needed"


@rule(
    id="typing/future-annotations",
    scope=Scope.MODULE,
    requires=(ANNOTATIONS, FUTURE_ANNOTATIONS, CLASSES, *EVALUATED_READS),
    options=Options,
    fixes=(postpone_annotations,),
    message="annotations are quoted; import `annotations` from `__future__` instead",
    why="With the import no annotation is evaluated, and none needs quotes to name what comes later.",
    allow_when="A library evaluates annotations, and must find names of functions in them.",
    examples=[
        Example(
            "class Node:  "
            "# want: annotations are quoted; import `annotations` from `__future__` instead\n"
            '    parent: "Node | None"\n',
            fixed="from __future__ import annotations\n\n\nclass Node:\n    parent: Node | None\n",
        ),
        Example(
            "from __future__ import annotations\n\n\nclass Node:\n    parent: Node | None\n",
        ),
        Example(
            "def size(rows: list[int]) -> int: ...  "
            "# want: the module does not import `annotations` from `__future__`\n",
            fixed="from __future__ import annotations\n\n\ndef size(rows: list[int]) -> int: ...\n",
            options=(("mode", "always"),),
        ),
    ],
)
def future_annotations(p: ModulePass) -> Iterator[EntryFinding]:
    """Report a module that quotes annotations, or where the import is not as the team wants it."""
    mode = p.options.mode
    if mode == "never":
        for entry in p.sequence(FUTURE_ANNOTATIONS):
            yield p.finding(FUTURE_ANNOTATIONS, entry, message=_NEVER)
        return
    wanted = QUOTED if mode == "when-needed" else ANY
    if p.lookup(FUTURE_ANNOTATIONS, "") or not p.lookup(ANNOTATIONS, wanted):
        return
    if mode == "when-needed" and p.module.target_version >= _SINCE_PEP_649:
        return
    paths = frozenset(entry.value.path for entry in p.sequence(CLASSES))
    evaluated = may_be_evaluated(p, paths)
    fix = postpone_annotations.at(
        None,
        safety=Safety.UNSAFE if evaluated else Safety.SAFE,
        reason=EVALUATED_REASON if evaluated else "",
    )
    hidden = evaluated and p.lookup(ANNOTATIONS, LOCAL_CLASS)
    yield p.finding_on_file(
        fix=None if hidden else fix, message=None if mode != "always" else _ALWAYS
    )
