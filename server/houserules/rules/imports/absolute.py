"""A module of the own package is imported by a relative name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.text.excerpt import excerpt
from houserules.transforms.absolute_import import (
    ABSOLUTE_READS,
    absolute_module,
    is_found,
    relative_part,
    relative_to_absolute,
)


@dataclass(frozen=True)
class Options:
    """Options of ``imports/absolute``.

    Attributes:
        packages: The packages whose files are meant; empty for all.
        allow_siblings: Whether one dot is fine: `from .models import User`.
        allow_init: Whether the `__init__.py` of a package may import from it by dots.
    """

    packages: tuple[str, ...] = ()
    allow_siblings: bool = False
    allow_init: bool = False


@rule(
    id="imports/absolute",
    on=(cst.ImportFrom,),
    requires=ABSOLUTE_READS,
    options=Options,
    fixes=(relative_to_absolute,),
    same_as_ruff=(("TID252", (("packages", ()), ("allow_init", False))),),
    message="`{written}` is imported by a relative name; in full it is `{full}`",
    why="A full name says where a module is without counting dots, is found by searching for it, "
    "and stays right when the importing file moves.",
    allow_when="A package is vendored, or is installed under several names.",
    examples=[
        Example(
            "from ..core import clock"
            "  # want: `..core` is imported by a relative name; in full it is `app.core` # at: ..core\n",
            fixed="from app.core import clock\n",
            path="app/jobs/nightly.py",
            files=(
                ("app/__init__.py", ""),
                ("app/jobs/__init__.py", ""),
                ("app/core/__init__.py", ""),
                ("app/core/clock.py", ""),
            ),
        ),
        Example(
            "from .queue import Job\n",
            options=(("allow_siblings", True),),
            path="app/jobs/nightly.py",
            files=(("app/__init__.py", ""), ("app/jobs/__init__.py", "")),
        ),
    ],
)
def absolute(p: UnitPass, node: cst.ImportFrom) -> Iterator[Finding]:
    """Report the relative name."""
    options: Options = p.options
    dots = len(node.relative)
    if dots == 0 or (options.allow_siblings and dots == 1):
        return
    if options.allow_init and p.module.is_package:
        return
    own = p.module.name
    if options.packages and not any(
        own == package or own.startswith(f"{package}.") for package in options.packages
    ):
        return
    full = absolute_module(p, node)
    if not full:
        return
    part = relative_part(p, node)
    yield p.finding(
        part,
        fix=relative_to_absolute.at(node) if is_found(p, node, full) else None,
        written=excerpt(p.view.unit.text[part.start : part.end], 24),
        full=excerpt(full, 30),
    )
