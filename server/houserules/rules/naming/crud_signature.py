"""A method of a store or service returns, or takes, something else than its name promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.crud_names import Shape, shape_of
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.model_uses import unwrapped
from houserules.text.excerpt import excerpt

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_ONE = frozenset({"get_one", "create_one"})
_MANY = frozenset({"get_list", "create_batch"})
_DELETE = frozenset({"delete_one", "delete_batch"})
_NAMES = _ONE | _MANY | _DELETE | {"get_plist"}
_TAKES = "`{name}` should take a `…PListPayload`, not `{taken}`"
_PAGES = "`{name}` should not take `{taken}`; pages are for `get_plist`"


@dataclass(frozen=True)
class Options:
    """Options of ``naming/crud-signature``.

    Attributes:
        stores: Globs of the names of stores, which give entities.
        services: Globs of the names of services, which give responses.
    """

    stores: tuple[str, ...] = ("*Store",)
    services: tuple[str, ...] = ("*Service",)


@rule(
    id="naming/crud-signature",
    on=(cst.FunctionDef,),
    options=Options,
    message="`{name}` in a {layer} should return `{wanted}`",
    why="Who knows the name of a method knows what it gives, without a look at it.",
    allow_when="A store keeps something that comes in no rows.",
    examples=[
        Example(
            "class PlanStore:\n"
            "    async def get_plist(self, payload: PlanPListPayload) -> list[Plan]: ..."
            "  # want: `get_plist` in a store should return `tuple[list[Plan], int]`"
            " # at: get_plist\n"
        ),
        Example(
            "class PlanService:\n"
            "    async def get_one(self, payload: PlanGetPayload) -> Plan: ..."
            "  # want: `get_one` in a service should return `PlanResponse` # at: get_one\n"
        ),
        Example(
            "class PlanStore:\n    async def get_one(self, payload: PlanGetPayload) -> Plan: ...\n"
        ),
    ],
)
def crud_signature(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Compare annotations; where there is none, or one that says nothing, be silent."""
    name = node.name.value
    bare = name.removeprefix("sync_")
    if bare not in _NAMES or not p.class_path or p.ancestors or p.module.role in _TESTS:
        return
    layer = _layer(p)
    if not layer:
        return
    if node.returns is not None:
        wanted = _wanted(bare, layer, node.returns.annotation)
        if wanted:
            yield p.finding(node.name, name=name, layer=layer, wanted=excerpt(wanted, 40))
    for place, param in enumerate(tuple(parameters_of(node))[1:]):
        word = param.name.value
        if bare == "get_list" and word in ("limit", "offset"):
            yield p.finding(param.name, message=_PAGES, name=name, taken=word)
        elif bare == "get_plist" and (place == 0 or word == "payload"):
            taken = written_type(param.annotation.annotation) if param.annotation else ""
            if taken.endswith("Payload") and not taken.endswith("PListPayload"):
                yield p.finding(param.name, message=_TAKES, name=name, taken=excerpt(taken, 40))


def _layer(p: UnitPass) -> str:
    owner = p.class_path[-1]
    for layer, globs in (("store", p.options.stores), ("service", p.options.services)):
        if any(fnmatchcase(owner, glob) for glob in globs):
            return layer
    return ""


def _wanted(name: str, layer: str, returned: cst.BaseExpression) -> str:
    """The type that a method should give, ``""`` where it may give what it does."""
    shape = shape_of(returned)
    found = next((w for w in unwrapped(returned) if _is_class(w)), "")
    if not found and name not in _DELETE:
        return ""
    if layer == "service":
        return _wanted_of_service(name, shape, found)
    if name in _ONE:
        is_one = shape in (Shape.NAME, Shape.OTHER) or (
            name == "create_one" and shape != Shape.LIST
        )
        return "" if is_one else found
    if name in _MANY:
        return "" if shape in (Shape.LIST, Shape.NAME) else f"list[{found}]"
    if name == "get_plist":
        wrong = shape in (Shape.LIST, Shape.OPTIONAL, Shape.OTHER)
        return f"tuple[list[{found}], int]" if wrong else ""
    return "" if not found else "None"


def _is_class(written: str) -> bool:
    last = written.rpartition(".")[2]
    return last[:1].isupper() and last != "None"


def _wanted_of_service(name: str, shape: Shape, found: str) -> str:
    is_response = found.endswith("Response")
    response = found if is_response else f"{found}Response"
    if name in _ONE:
        return "" if is_response or shape not in (Shape.NAME, Shape.OPTIONAL) else response
    if name == "get_list":
        return "" if is_response or shape != Shape.LIST else f"list[{response}]"
    if name == "get_plist":
        return f"PaginatedResponse[{response}]" if shape in (Shape.LIST, Shape.PAGE) else ""
    return ""
