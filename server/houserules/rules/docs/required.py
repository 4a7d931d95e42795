"""A function, method or class has no docstring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.definitions import (
    Definition,
    decorator_names,
    is_trivial,
    statement_count,
)
from houserules.extractors.overrides import MAY_INHERIT
from houserules.extractors.public_names import EXPORTS, is_public
from houserules.extractors.routes import ROUTERS, route_decorators
from houserules.text.excerpt import excerpt
from houserules.transforms.docstrings import add_docstring, lacks_docstring, summary_of

_SPEAKS_ELSEWHERE = frozenset({"overload", "override", "overrides", "setter", "deleter"})
_SETTINGS_CLASSES = frozenset({"Config", "Meta"})
_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})


@dataclass(frozen=True)
class Options:
    """Options of ``docs/required``.

    Attributes:
        targets: What needs a docstring: ``function`` and ``method`` (route handlers are one of
            them), ``class``, or only ``route``.
        public_only: Names with an underscore, or left out of ``__all__``, need none.
        include_init: ``__init__`` needs one.
        nested: Functions inside functions need one.
        tests: Test modules and fixtures need them, too.
        min_statements: Functions with fewer statements need none.
        exempt_overrides: Methods that override one, or may, need none.
        exempt_dunder: Other methods like ``__repr__`` need none.
        roles: Roles of the files to look at; empty for all.
    """

    targets: tuple[Literal["function", "method", "class", "route"], ...] = ("function", "method")
    public_only: bool = True
    include_init: bool = False
    nested: bool = False
    tests: bool = False
    min_statements: int = 0
    exempt_overrides: bool = True
    exempt_dunder: bool = True
    roles: tuple[Role, ...] = ()


@rule(
    id="docs/required",
    on=(cst.FunctionDef, cst.ClassDef),
    requires=(ANCESTRY, EXPORTS, MAY_INHERIT, ROUTERS),
    options=Options,
    fixes=(add_docstring,),
    same_as_ruff=(
        SameAsRuff("D101", part="classes"),
        SameAsRuff("D102", part="methods"),
        SameAsRuff("D103", part="functions"),
        SameAsRuff("D105", part="methods like `__repr__`"),
        SameAsRuff("D106", part="nested classes"),
        SameAsRuff("D107", part="`__init__`"),
        SameAsRuff("D419", part="docstrings that say nothing"),
    ),
    message="{kind} `{name}` has no docstring",
    why="What a function is for, and what it leaves to its callers, cannot be read from its code.",
    allow_when="The name says all there is to say.",
    examples=[
        Example(
            "def archive(plan: Plan) -> None:  # want: function `archive` has no docstring\n"
            "    plan.live = False\n",
            fixed='def archive(plan: Plan) -> None:\n    """Archive."""\n    plan.live = False\n',
        ),
        Example(
            "class Store:  # want: class `Store` has no docstring\n"
            "    def close(self) -> None: ...  # want: method `close` has no docstring\n",
            fixed='class Store:\n    """Store."""\n\n'
            '    def close(self) -> None:\n        """Close."""\n        ...\n',
            options=(("targets", ("class", "method")),),
        ),
        Example("def _clean(text: str) -> str:\n    return text.strip()\n"),
    ],
)
def required(p: UnitPass, node: Definition) -> Iterator[Finding]:
    """Report definitions without a docstring that the options want one on."""
    options: Options = p.options
    if options.roles and p.module.role not in options.roles:
        return
    if not options.tests and _is_test_module(p):
        return
    kind = _kind(p, node)
    if kind not in options.targets and kind != "function":
        return
    if not lacks_docstring(p, node) or _is_exempt(p, node, kind):
        return
    if options.public_only and not is_public(p, node):
        return
    is_route = isinstance(node, cst.FunctionDef) and _is_route(p, node)
    if kind not in options.targets and not (is_route and "route" in options.targets):
        return
    if kind == "method" and _may_override(p, node):
        return
    yield p.finding(
        node.name,
        fix=add_docstring.at(node) if summary_of(node) else None,
        ruff=_ruff_code(p, node, kind),
        kind="route handler" if is_route else kind,
        name=excerpt(node.name.value, 60),
    )


def _is_test_module(p: UnitPass) -> bool:
    last = p.module.name.rpartition(".")[2]
    is_named_so = last == "conftest" or last.startswith("test_") or last.endswith("_test")
    return is_named_so or p.module.role in (Role.TEST, Role.CONFTEST)


def _kind(p: UnitPass, node: Definition) -> str:
    if isinstance(node, cst.ClassDef):
        return "class"
    around = [a for a in p.ancestors if isinstance(a, cst.FunctionDef | cst.ClassDef)]
    in_class = isinstance(around[-1], cst.ClassDef) if around else bool(p.class_path)
    return "method" if in_class else "function"


def _ruff_code(p: UnitPass, node: Definition, kind: str) -> str:
    """The code of ruff for a definition without docstring; none for what ruff holds private."""
    name = node.name.value
    if not is_public(p, node) or (name.startswith("_") and not name.startswith("__")):
        return ""
    if _has_blank_docstring(p, node):
        return "D419"
    if kind == "method" and name.startswith("__") and name.endswith("__"):
        return "D107" if name == "__init__" else "D105"
    if kind == "class" and (p.class_path or p.ancestors):
        return "D106"
    return {"class": "D101", "method": "D102", "function": "D103"}[kind]


def _has_blank_docstring(p: UnitPass, node: Definition) -> bool:
    if isinstance(node, cst.FunctionDef):
        return node.get_docstring(clean=False) is not None
    members = p.members(node)
    return bool(members) and members[0].kind == "docstring"


def _is_exempt(p: UnitPass, node: Definition, kind: str) -> bool:
    """What needs no docstring whatever it is called by others."""
    options: Options = p.options
    if not options.nested and any(isinstance(a, cst.FunctionDef) for a in p.ancestors):
        return True
    name = node.name.value
    if isinstance(node, cst.ClassDef):
        return name in _SETTINGS_CLASSES and bool(p.class_path or p.ancestors)
    if name == "__init__" and kind == "method":
        return not options.include_init
    if name.startswith("__") and name.endswith("__") and options.exempt_dunder:
        return True
    if not name.strip("_"):
        return True
    last_names = {n.rpartition(".")[2] for n in decorator_names(node)}
    if last_names & _SPEAKS_ELSEWHERE or ("fixture" in last_names and not options.tests):
        return True
    return bool(options.min_statements) and statement_count(node) < options.min_statements


def _is_route(p: UnitPass, node: cst.FunctionDef) -> bool:
    return any(p.lookup(ROUTERS, owner) for _, owner, _, _ in route_decorators(node))


def _may_override(p: UnitPass, node: Definition) -> bool:
    """Whether a base may say what a method is for; stubs of a protocol speak by their name."""
    options: Options = p.options
    name = node.name.value
    inner = [a for a in p.ancestors if isinstance(a, cst.ClassDef)]
    if inner:
        return options.exempt_overrides and bool(inner[-1].bases)
    path = ".".join(p.class_path)
    is_stub = isinstance(node, cst.FunctionDef) and is_trivial(node)
    if is_stub and p.lookup(ANCESTRY, path) & _PROTOCOLS:
        return True
    if not options.exempt_overrides or name == "__init__":
        return False
    return p.lookup(MAY_INHERIT, (path, name))
