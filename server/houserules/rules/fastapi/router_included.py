"""A router has routes, and no application ever includes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.extractors.project_routes import PROJECT_ROUTES, ROUTER_USERS, TEST_ROLES
from houserules.extractors.router_inclusion import (
    AGGREGATORS,
    HAS_APPLICATION,
    INCLUSION_READS,
    REACHES,
)
from houserules.extractors.router_objects import OBJECT_READS, ObjectKind, router_object
from houserules.text.excerpt import excerpt
from houserules.transforms.include_router import include_router

_REASON = "the application answers requests that it did not answer before"


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/router-included``.

    Attributes:
        aggregator: The file that includes all routers, such as ``src/api/__init__.py``; empty
            where any file may.
    """

    aggregator: str = ""


@rule(
    id="fastapi/router-included",
    on=(cst.Assign, cst.AnnAssign),
    requires=(*INCLUSION_READS, *OBJECT_READS, PROJECT_ROUTES, PROJECT_MODULES),
    options=Options,
    fixes=(include_router,),
    message="router `{router}` is never included in an app or aggregating router",
    why="Its routes look finished in the code, and answer 404.",
    allow_when="Another project includes the router.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()"
            "  # want: router `router` is never included in an app or aggregating router\n\n\n"
            '@router.get("/chats")\n'
            "async def chats(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/chats")\n'
            "async def chats(): ...\n",
            path="app/api/chat/router.py",
            files=(
                (
                    "app/api/__init__.py",
                    "from fastapi import APIRouter\n\n"
                    "from .auth.router import router as auth_router\n"
                    "from .users.router import router as users_router\n\n"
                    "api_router = APIRouter()\n"
                    "api_router.include_router(auth_router)\n"
                    "api_router.include_router(users_router)\n",
                ),
                ("app/api/auth/router.py", "from fastapi import APIRouter\nrouter = APIRouter()\n"),
                (
                    "app/api/users/router.py",
                    "from fastapi import APIRouter\nrouter = APIRouter()\n",
                ),
            ),
            fixed_files=(
                (
                    "app/api/__init__.py",
                    "from fastapi import APIRouter\n\n"
                    "from .auth.router import router as auth_router\n"
                    "from .chat.router import router as chat_router\n"
                    "from .users.router import router as users_router\n\n"
                    "api_router = APIRouter()\n"
                    "api_router.include_router(auth_router)\n"
                    "api_router.include_router(chat_router)\n"
                    "api_router.include_router(users_router)\n",
                ),
            ),
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/chats")\n'
            "async def chats(): ...\n",
            path="app/chat.py",
            files=(
                (
                    "app/main.py",
                    "from fastapi import FastAPI\n\n"
                    "from app import chat\n\n"
                    "app = FastAPI()\n"
                    "for module in (chat,):\n"
                    "    app.include_router(module.router)\n",
                ),
            ),
        ),
    ],
)
def router_included(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report routers at module level that have routes and no use."""
    target = node.target if isinstance(node, cst.AnnAssign) else node.targets[0].target
    if not isinstance(node.value, cst.Call) or not isinstance(target, cst.Name):
        return
    if p.class_path or len(p.ancestors) != 1 or "router" not in target.value.lower():
        return
    own = p.lookup(PROJECT_MODULES, p.module.name)
    if own is None or own.role in TEST_ROLES:
        return
    made = router_object(p, own.name, target.value)
    if made is None or made[0] is not ObjectKind.ROUTER:
        return
    if not p.lookup(PROJECT_ROUTES, (own.name, target.value)):
        return
    if not p.lookup(ROUTER_USERS, (own.name, target.value)):
        yield from _never_included(p, target, own.name)
    elif p.options.aggregator:
        yield from _included_elsewhere(p, target, own.name)


def _never_included(p: UnitPass, target: cst.Name, own: str) -> Iterator[Finding]:
    if not p.lookup(HAS_APPLICATION, ""):
        return
    aggregator, fix = p.lookup(AGGREGATORS, p.options.aggregator), None
    if aggregator is not None and aggregator.module != own:
        fix = include_router.at(
            target,
            reason=_REASON,
            router=target.value,
            path=aggregator.path,
            parent=aggregator.parent,
        )
    yield p.finding(target, fix=fix, router=excerpt(target.value, 40))


def _included_elsewhere(p: UnitPass, target: cst.Name, own: str) -> Iterator[Finding]:
    aggregator = p.lookup(AGGREGATORS, p.options.aggregator)
    if aggregator is None or aggregator.module == own:
        return
    if p.lookup(REACHES, (own, target.value, aggregator.module)) is False:
        yield p.finding(
            target,
            weak=True,
            message="router `{router}` is included, but not in `{path}`",
            router=excerpt(target.value, 30),
            path=excerpt(aggregator.path, 40),
        )
