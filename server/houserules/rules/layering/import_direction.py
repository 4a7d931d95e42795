"""A file imports from a layer that it must not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.imported_roles import (
    IMPORTED_ROLE_READS,
    ImportedThing,
    for_types_only,
    imported_things,
    is_among_helpers,
    is_plain_value,
    plays_role,
    roles_behind,
)
from houserules.extractors.runtime_names import RUNTIME_NAMES
from houserules.text.excerpt import excerpt

_NO_LAYER = frozenset(
    {Role.OTHER, Role.MAIN, Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT}
)
_ALLOWED: Mapping[str, tuple[Role, ...]] = {
    "router": (
        Role.SERVICE, Role.SCHEMA, Role.ERROR, Role.DEPENDENCY, Role.CONFIG, Role.DATABASE,
        Role.SECURITY, Role.LOGGER,
    ),
    "service": (
        Role.STORE, Role.MODEL, Role.SCHEMA, Role.ERROR, Role.CONFIG, Role.SERVICE,
        Role.SECURITY, Role.LOGGER,
    ),
    "store": (Role.MODEL, Role.SCHEMA, Role.ERROR, Role.DATABASE, Role.CONFIG, Role.LOGGER),
    "model": (Role.MODEL, Role.DATABASE, Role.SCHEMA, Role.ERROR, Role.CONFIG, Role.LOGGER),
    "schema": (Role.SCHEMA, Role.MODEL, Role.ERROR, Role.CONFIG, Role.LOGGER),
}  # fmt: skip
_BANNED: Mapping[str, tuple[str, ...]] = {
    "router": (
        "sqlalchemy",
        "!sqlalchemy.ext.asyncio.AsyncSession",
        "!sqlalchemy.orm.Session",
        "httpx",
        "requests",
    ),
    "store": ("fastapi", "httpx"),
    "model": ("fastapi",),
}


@dataclass(frozen=True)
class Options:
    """Options of ``layering/import-direction``.

    Attributes:
        allowed: For each role of a file the roles that it may import from; its own is always
            among them, and a role that is not listed may import anything.
        banned_external: For each role the packages, or qualified names in them, that it must not
            import; those with a `!` before them it may.
        allow_model_annotations: Routers may import models that only annotations name.
    """

    allowed: Mapping[str, tuple[Role, ...]] = field(default_factory=lambda: dict(_ALLOWED))
    banned_external: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(_BANNED))
    allow_model_annotations: bool = True


@rule(
    id="layering/import-direction",
    on=(cst.Import, cst.ImportFrom),
    requires=(*IMPORTED_ROLE_READS, RUNTIME_NAMES),
    options=Options,
    message="{importer} must not import from {imported} (`{module}`)",
    why="Where imports run in one direction, a layer can be changed and tested without the ones "
    "above it, and each thing has one place.",
    allow_when="A small feature has no service, and its routes ask the store themselves.",
    examples=[
        Example(
            "from app.plans.service import PlanService\n"
            "from app.plans.store import PlanStore"
            "  # want: a router must not import from a store (`app.plans.store`)\n",
            path="app/plans/router.py",
            files=(
                ("app/plans/__init__.py", ""),
                ("app/plans/service.py", "class PlanService: ...\n"),
                ("app/plans/store.py", "class PlanStore: ...\n"),
            ),
        ),
        Example(
            "from fastapi import HTTPException  # want: a store must not import `fastapi`\n"
            "from sqlalchemy import select\n",
            path="app/plans/store.py",
        ),
        Example(
            "from app.plans.store import PlanStore\n",
            path="app/plans/service.py",
            files=(("app/plans/store.py", "class PlanStore: ...\n"),),
        ),
    ],
)
def import_direction(p: UnitPass, node: cst.Import | cst.ImportFrom) -> Iterator[Finding]:
    """Report imports at run time against the direction of the layers."""
    role, options = p.module.role, p.options
    if role in _NO_LAYER or not (role in options.allowed or role in options.banned_external):
        return
    if for_types_only(p, node) or is_among_helpers(p.module.path):
        return
    said: set[str] = set()
    for thing in imported_things(node, p.module.name, is_package=p.module.is_package):
        root = thing.target.partition(".")[0]
        if root in p.module.local_packages or getattr(node, "relative", ()):
            found = _against_direction(p, thing)
            if found is not None and found[1] not in said:
                said.add(found[1])
                if plays_role(p):
                    yield _finding(p, thing, node, *found)
            continue
        banned = _banned(options.banned_external.get(role, ()), thing)
        if banned and banned not in said:
            said.add(banned)
            if plays_role(p):
                yield _external(p, thing, node, banned)


def _against_direction(p: UnitPass, thing: ImportedThing) -> tuple[Role, str] | None:
    """The role and module that a thing must not be imported from, ``None`` where it may.

    A thing that a package passes on may come from the one or the other.
    """
    own = p.module.role
    allowed = p.options.allowed.get(own)
    if allowed is None:
        return None
    roles = roles_behind(p, thing)
    if not roles or any(role in (*allowed, own) or role in _NO_LAYER for role, _ in roles):
        return None
    role, module = roles[0]
    if role is Role.MODEL and is_plain_value(p, thing):
        return None
    spares_models = p.options.allow_model_annotations and own is Role.ROUTER
    if spares_models and role is Role.MODEL and thing.name:
        return (role, module) if p.lookup(RUNTIME_NAMES, thing.name) else None
    return role, module


def _banned(packages: Iterable[str], thing: ImportedThing) -> str:
    """What of the banned packages a thing belongs to, ``""`` for none of them."""
    spared = any(_is_of(thing.target, name[1:]) for name in packages if name.startswith("!"))
    return "" if spared else next((n for n in packages if _is_of(thing.target, n)), "")


def _is_of(target: str, package: str) -> bool:
    return target == package or target.startswith(f"{package}.")


def _finding(
    p: UnitPass, thing: ImportedThing, node: cst.CSTNode, role: Role, module: str
) -> Finding:
    return p.finding(
        _place(thing, node, module),
        importer=_article(p.module.role),
        imported=_article(role),
        module=excerpt(module, 50),
    )


def _external(p: UnitPass, thing: ImportedThing, node: cst.CSTNode, package: str) -> Finding:
    return p.finding(
        _place(thing, node, thing.module),
        message="{importer} must not import `{module}`",
        importer=_article(p.module.role),
        module=excerpt(package, 50),
    )


def _place(thing: ImportedThing, node: cst.CSTNode, module: str) -> cst.CSTNode:
    """The part of the statement that says where a thing comes from."""
    if isinstance(node, cst.ImportFrom) and node.module is not None and module == thing.module:
        return node.module
    return thing.place


def _article(role: Role) -> str:
    return f"{'an' if role.value[0] in 'aeiou' else 'a'} {role}"
