"""Where control goes at the end of a block, as far as syntax shows."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.structure import first_statement


def always_reraises(body: cst.BaseSuite) -> bool:
    """Whether a handler's block ends in a bare ``raise`` on every path."""
    last = body.body[-1] if body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    if isinstance(last, cst.Raise):
        return last.exc is None
    if isinstance(last, cst.With):
        return always_reraises(last.body)
    if isinstance(last, cst.If):
        return always_reraises(last.body) and (
            last.orelse is not None and _branch_reraises(last.orelse)
        )
    if isinstance(last, cst.Try | cst.TryStar):
        # A bare ``raise`` in a ``finally`` raises what is handled outside, too.
        if last.finalbody is not None and always_reraises(last.finalbody.body):
            return True
        return not last.handlers and always_reraises(last.body)
    return False


def _branch_reraises(branch: cst.If | cst.Else) -> bool:
    if isinstance(branch, cst.Else):
        return always_reraises(branch.body)
    return always_reraises(branch.body) and (
        branch.orelse is not None and _branch_reraises(branch.orelse)
    )


def raises_again(handler: cst.ExceptHandler) -> bool:
    """Whether a handler ends in ``raise``, or in ``raise exc`` of what it caught."""
    body = handler.body.body
    last = first_statement(body[-1]) if body else None
    caught = handler.name.name if handler.name is not None else None
    if isinstance(last, cst.Raise) and isinstance(last.exc, cst.Name):
        return isinstance(caught, cst.Name) and last.exc.value == caught.value
    return always_reraises(handler.body)


def says_nothing(body: cst.BaseSuite) -> bool:
    """Whether a block is only ``pass`` or ``return None``."""
    if len(body.body) != 1:
        return False
    statement = first_statement(body.body[0])
    return isinstance(statement, cst.Pass) or returns_none(statement)


def returns_none(statement: cst.CSTNode | None) -> bool:
    """Whether a statement is ``return`` or ``return None``."""
    is_bare = isinstance(statement, cst.Return) and statement.value is None
    return is_bare or gives_none(statement)


def gives_none(statement: cst.CSTNode | None) -> bool:
    """Whether a statement is ``return None``, written out."""
    if not isinstance(statement, cst.Return):
        return False
    return isinstance(statement.value, cst.Name) and statement.value.value == "None"
