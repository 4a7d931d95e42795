"""A function rebinds a name of its module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.global_names import is_lazy, rebinds
from houserules.text.excerpt import excerpt


@dataclass(frozen=True)
class Options:
    """Options of ``style/global-state``.

    Attributes:
        allow_lazy_singletons: Whether a function may make an object when it is first asked for,
            and another one may give it up: `if _client is None: _client = …`.
        allow_names: Globs of names that may be rebound.
    """

    allow_lazy_singletons: bool = False
    allow_names: tuple[str, ...] = ("_*_client", "_settings", "_engine", "_pool")


@rule(
    id="style/global-state",
    on=(cst.Global,),
    options=Options,
    same_as_ruff=(("PLW0603", (("allow_lazy_singletons", False), ("allow_names", ()))),),
    message="`{name}` of the module is rebound by `{function}`",
    why="What a function does then depends on what ran before it; requests and tests meet in the "
    "module.",
    allow_when="A script keeps its state in the module, and nothing imports it.",
    examples=[
        Example(
            "current = None\n\n\n"
            "def login(user: str) -> None:\n"
            "    global current"
            "  # want: `current` of the module is rebound by `login` # at: current\n"
            "    current = user\n"
        ),
        Example(
            "_broker = None\n\n\n"
            "def get_broker() -> Broker:\n"
            "    global _broker\n"
            "    if _broker is None:\n"
            "        _broker = Broker()\n"
            "    return _broker\n",
            options=(("allow_lazy_singletons", True),),
        ),
    ],
)
def global_state(p: UnitPass, node: cst.Global) -> Iterator[Finding]:
    """Report each name that the function rebinds."""
    function = next((a for a in reversed(p.ancestors) if isinstance(a, cst.FunctionDef)), None)
    if function is None or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    options: Options = p.options
    for item in node.names:
        name = item.name.value
        if any(fnmatchcase(name, glob) for glob in options.allow_names):
            continue
        values = rebinds(function, name)
        if not values or (options.allow_lazy_singletons and is_lazy(function, name, values)):
            continue
        shown = excerpt(function.name.value, 30)
        yield p.finding(item.name, name=excerpt(name, 30), function=shown)
