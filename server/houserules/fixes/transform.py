"""A transform as a value, and a reference to one from a finding.

The transforms themselves live in ``transforms/``; this module knows only their shape, so that
findings can refer to a fix without anybody computing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from houserules.fixes.safety import Reach, Safety

Argument = str | int | float | bool | None | tuple[str, ...]
Arguments = tuple[tuple[str, Argument], ...]
"""Keyword arguments of a transform: frozen, JSON-able."""


@dataclass(frozen=True, slots=True)
class Transform:
    """One entry of the shared transformer set.

    Attributes:
        id: Kebab-case name, unique in the set.
        title: What applying it does, a verb phrase; ``{}`` placeholders take arguments.
        safety: The promise it makes unless a reference lowers it.
        reach: How far from the node it may edit.
        apply: ``apply(rewrite, node, **arguments)`` yields the changes; yields none to refuse.
        sites: ``sites(unit_pass, node)`` yields references for a node that the transform would
            change on its own; this is what the stand-alone codemod applies.
        on: Node types that ``sites`` wants to see.
        requires: The extractors that ``apply`` and ``sites`` may read.
        alone: Whether it can run without a rule, as a codemod. Where its arguments say what to
            write, or only a finding shows that it is due, there is nothing to find on its own.
    """

    id: str
    title: str
    safety: Safety
    reach: Reach
    apply: Callable[..., Iterable[Any]]
    sites: Callable[[Any, Any], Iterable[FixRef]] | None = None
    on: tuple[type[cst.CSTNode], ...] = ()
    requires: tuple[Any, ...] = ()
    alone: bool = True

    def at(
        self,
        node: cst.CSTNode | None,
        *,
        safety: Safety | None = None,
        reason: str = "",
        title: str | None = None,
        **arguments: Argument,
    ) -> FixRef:
        """Refer to this transform applied at ``node``, without computing anything.

        ``None`` stands for the node that the finding marks.
        """
        return FixRef(
            transform=self,
            node=node,
            title=title or self.title.format(**arguments),
            safety=safety or self.safety,
            reach=self.reach,
            reason=reason,
            arguments=tuple(sorted(arguments.items())),
        )


@dataclass(frozen=True, slots=True)
class FixRef:
    """A fix that nobody has computed yet: a transform, the node it starts from, arguments.

    ``node`` belongs to the tree that the finding was made from; the engine turns it into a
    pointer before the finding leaves the pass, so no node outlives its tree.
    """

    transform: Transform
    node: cst.CSTNode | None = field(compare=False, repr=False)
    title: str
    safety: Safety
    reach: Reach
    reason: str = ""
    arguments: Arguments = ()
