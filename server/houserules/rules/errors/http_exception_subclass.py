"""A subclass of ``HTTPException`` does not say its status and detail by keyword."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.walk import own_nodes
from houserules.extractors.http_errors import calls_super_init, is_direct
from houserules.extractors.overrides import CLASS_NAMES
from houserules.text.excerpt import excerpt
from houserules.transforms.keyword_status import keyword_status, positional

_INIT = "__init__"
_WANTED = frozenset({"status_code", "detail"})


@rule(
    id="errors/http-exception-subclass",
    on=(cst.ClassDef, cst.FunctionDef),
    requires=(*keyword_status.requires, CLASS_NAMES),
    severity="hint",
    fixes=(keyword_status,),
    message="`{name}` should pass `status_code=` and `detail=` to `super().__init__`",
    why="Whoever raises such an exception, or reads it, finds its status and text in one place.",
    allow_when="The class is raised with a status of its own each time.",
    examples=[
        Example(
            "from fastapi import HTTPException\n\n\n"
            "class LockedError(HTTPException):\n"
            "    def __init__(self) -> None:\n"
            '        super().__init__(423, "Plan is locked")'
            "  # want: `LockedError` should pass `status_code=` and `detail=` to `super().__init__`\n",
            fixed="from fastapi import HTTPException\n\n\n"
            "class LockedError(HTTPException):\n"
            "    def __init__(self) -> None:\n"
            '        super().__init__(status_code=423, detail="Plan is locked")\n',
        ),
        Example(
            "from fastapi import HTTPException\n\n\n"
            "class PlanError(HTTPException):\n"
            "    def __init__(self, status_code: int = 400, detail: str = 'Wrong plan') -> None:\n"
            "        super().__init__(status_code=status_code, detail=detail)\n\n\n"
            "class LockedError(PlanError):\n"
            "    def __init__(self) -> None:\n"
            "        super().__init__(detail='Plan is locked')\n"
        ),
    ],
)
def http_exception_subclass(p: UnitPass, node: cst.ClassDef | cst.FunctionDef) -> Iterator[Finding]:
    """Report classes right below ``HTTPException`` without both keywords."""
    if isinstance(node, cst.ClassDef):
        path = ".".join((*p.class_path, node.name.value))
        if p.ancestors or not node.bases or p.lookup(CLASS_NAMES, (path, _INIT)):
            return
        if is_direct(p, path):
            yield p.finding(node.name, name=excerpt(node.name.value, 30))
        return
    if node.name.value != _INIT or not p.class_path or p.ancestors:
        return
    if not is_direct(p, ".".join(p.class_path)):
        return
    name = excerpt(p.class_path[-1], 30)
    calls = [n for n in own_nodes(node) if isinstance(n, cst.Call) and calls_super_init(n)]
    if not calls:
        # ``HTTPException.__init__(self, ...)``, or attributes set by hand.
        yield p.finding(node.name, name=name)
        return
    for call in calls:
        given = {arg.keyword.value for arg in call.args if arg.keyword is not None}
        if not given >= _WANTED and not any(arg.star for arg in call.args):
            fix = keyword_status.at(call) if positional(p, call) else None
            yield p.finding(call, fix=fix, name=name)
