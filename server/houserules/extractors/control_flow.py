"""Where control goes at the end of a block, as far as syntax shows."""

from __future__ import annotations

import libcst as cst


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
