"""A module imports whatever another one has to offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.text.excerpt import excerpt
from houserules.transforms.explicit_names import (
    EXPLICIT_READS,
    explicit_names,
    wildcard_to_names,
)


@dataclass(frozen=True)
class Options:
    """Options of ``imports/wildcard``.

    Attributes:
        allow_in_init: Whether an `__init__.py` may pass on all names of its modules.
    """

    allow_in_init: bool = False


@rule(
    id="imports/wildcard",
    on=(cst.ImportFrom,),
    requires=EXPLICIT_READS,
    options=Options,
    fixes=(wildcard_to_names,),
    same_as_ruff=(("F403", (("allow_in_init", False),)),),
    message="`from {module} import *` hides where names come from",
    why="Nobody can tell where a name comes from, and a new name in the other module silently "
    "replaces one of this module.",
    allow_when="A module passes on the whole interface of another one on purpose.",
    examples=[
        Example(
            "from core.constants import *"
            "  # want: `from core.constants import *` hides where names come from # at: *\n\n"
            "print(LIMIT)\n",
            fixed="from core.constants import LIMIT\n\nprint(LIMIT)\n",
            files=(("core/__init__.py", ""), ("core/constants.py", "LIMIT = 1\nRATE = 2\n")),
        ),
        Example(
            "from app.users.models import *\n",
            options=(("allow_in_init", True),),
            path="app/users/__init__.py",
        ),
    ],
)
def wildcard(p: UnitPass, node: cst.ImportFrom) -> Iterator[Finding]:
    """Report the star."""
    if not isinstance(node.names, cst.ImportStar):
        return
    if p.options.allow_in_init and p.module.is_package:
        return
    module = excerpt(imported_module(node), 50)
    yield p.finding(node.names, fix=explicit_names(p, node), module=module)
