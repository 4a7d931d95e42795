"""An exception class of the application has no status, another one, or drops its message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.walk import descendants
from houserules.extractors.error_statuses import TABLE, lacks_status, status_for, status_value
from houserules.extractors.exception_classes import is_below
from houserules.extractors.http_errors import hands_on, status_of
from houserules.text.excerpt import excerpt
from houserules.transforms.status_attribute import (
    DEFAULT_BASE,
    SUPER_REASON,
    add_status,
    call_super_init,
    status_fix,
    super_place,
)

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_OTHER = "`{name}` has status {status}; expected {expected}"
_NO_SUPER = "call `super().__init__` with the message"
_NO_DETAILS = "`{name}` carries no `details`"


@dataclass(frozen=True)
class Options:
    """Options of ``errors/exception-status``.

    Attributes:
        base: The base class of the errors of the application.
        table: Words in names of classes, and the statuses that go with them.
    """

    base: str = DEFAULT_BASE
    table: Mapping[str, int] = field(default_factory=lambda: dict(TABLE))


@rule(
    id="errors/exception-status",
    on=(cst.AnnAssign, cst.Assign, cst.ClassDef, cst.FunctionDef),
    requires=add_status.requires,
    options=Options,
    fixes=(add_status, call_super_init),
    message="`{name}` sets no `status_code`",
    why="The handler of the base turns an error into an answer, and takes the status from its "
    "class: without one, every error is a 500.",
    allow_when="The class is only a base for others.",
    examples=[
        Example(
            "from app.errors import AppError\n\n\n"
            "class QuotaRateLimitError(AppError):"
            "  # want: `QuotaRateLimitError` sets no `status_code` # at: QuotaRateLimitError\n"
            '    """Raised when the quota is used up."""\n',
            fixed="from app.errors import AppError\n\n\n"
            "class QuotaRateLimitError(AppError):\n"
            '    """Raised when the quota is used up."""\n\n'
            "    status_code = 429\n",
        ),
        Example(
            "from app.errors import AppError\n\n\n"
            "class PlanNotFoundError(AppError):\n"
            "    status_code = 500"
            "  # want: `PlanNotFoundError` has status 500; expected 404 # at: 500\n\n"
            "    def __init__(self, message: str, plan: str) -> None:"
            "  # want: call `super().__init__` with the message # at: __init__\n"
            "        self.plan = plan\n",
            fixed="from app.errors import AppError\n\n\n"
            "class PlanNotFoundError(AppError):\n"
            "    status_code = 500\n\n"
            "    def __init__(self, message: str, plan: str) -> None:\n"
            "        super().__init__(message)\n"
            "        self.plan = plan\n",
        ),
        Example(
            "class AppError(Exception):\n"
            "    status_code = 500\n\n"
            "    def __init__(self, message: str, details: dict[str, str] | None = None) -> None:\n"
            "        super().__init__(message)\n"
            "        self.details = details or {}\n"
        ),
    ],
)
def exception_status(
    p: UnitPass, node: cst.AnnAssign | cst.Assign | cst.ClassDef | cst.FunctionDef
) -> Iterator[Finding]:
    """Report what classes below the base of errors lack, and the base itself."""
    if p.module.role in _TESTS:
        return
    if isinstance(node, cst.ClassDef):
        yield from _of_class(p, node)
    elif not p.class_path or not is_below(p, ".".join(p.class_path), p.options.base):
        return
    elif isinstance(node, cst.FunctionDef):
        if node.name.value == "__init__" and not p.ancestors and not hands_on(node):
            fix = call_super_init.at(node, reason=SUPER_REASON) if super_place(node) else None
            yield p.finding(node.name, fix=fix, message=_NO_SUPER)
    else:
        yield from _of_attribute(p, node)


def _of_class(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    name = node.name.value
    if p.ancestors or p.class_path or not node.bases:
        return
    if name == p.options.base:
        if not _has_details(p, node):
            yield p.finding(node.name, message=_NO_DETAILS, name=excerpt(name, 40))
    elif lacks_status(p, node, p.options.base):
        fix = status_fix(node, status_for(name, p.options.table))
        yield p.finding(node.name, fix=fix, name=excerpt(name, 40))


def _has_details(p: UnitPass, node: cst.ClassDef) -> bool:
    trees = (p.member_tree(node, n) for n in range(len(p.members(node))))
    return any(
        tree is None
        or any(isinstance(n, cst.Name) and n.value == "details" for n in descendants(tree))
        for tree in trees
    )


def _of_attribute(p: UnitPass, node: cst.AnnAssign | cst.Assign) -> Iterator[Finding]:
    line = p.ancestors[0] if len(p.ancestors) == 1 else None
    _, value = status_value(line)
    status = status_of(value) if value is not None else None
    name = p.class_path[-1]
    expected = status_for(name, p.options.table)
    if value is not None and status is not None and expected not in (None, status):
        shown = excerpt(name, 40)
        yield p.finding(value, message=_OTHER, name=shown, status=status, expected=expected)
