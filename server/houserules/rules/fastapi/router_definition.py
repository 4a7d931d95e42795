"""A router does not say what the team wants every router to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.inclusion_keywords import INCLUSION_KEYWORD_READS, may_be_given
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.router_objects import ROUTER_TYPES
from houserules.extractors.router_topics import topic_of
from houserules.extractors.routes import ROUTES
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.safety import Safety
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import set_route_keyword

_URLS = "the URLs of its routes change"
_SLASHES = "how requests with another slash at the end are answered changes"
_SHAPE = "prefix `{prefix}` must start with `/` and not end with one"


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/router-definition``.

    Attributes:
        require: Keywords that every router with routes must have.
        values: Keywords that must have a value, `true` or `false`.
    """

    require: tuple[str, ...] = ("prefix", "tags")
    values: Mapping[str, bool] = field(default_factory=dict[str, bool])


@rule(
    id="fastapi/router-definition",
    on=(cst.Assign, cst.AnnAssign),
    requires=(*IMPORT_READS, *INCLUSION_KEYWORD_READS, ROUTES, PROJECT_MODULES),
    options=Options,
    fixes=(set_route_keyword,),
    message="`APIRouter()` lacks `{keyword}`",
    why="Whoever opens the file sees where its routes are and under which heading they are "
    "documented.",
    allow_when="The file that includes the routers says all of it.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans")'
            "  # want: `APIRouter()` lacks `tags` # at: APIRouter\n\n\n"
            '@router.get("")\n'
            "async def plans(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans", tags=["plans"])\n\n\n'
            '@router.get("")\n'
            "async def plans(): ...\n",
            path="app/routers/plans.py",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans", tags=["plans"])'
            "  # want: `APIRouter()` lacks `redirect_slashes=False` # at: APIRouter\n\n\n"
            '@router.get("")\n'
            "async def plans(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            'router = APIRouter(prefix="/plans", tags=["plans"], redirect_slashes=False)\n\n\n'
            '@router.get("")\n'
            "async def plans(): ...\n",
            path="app/plans/router.py",
            options=(("values", {"redirect_slashes": False}),),
        ),
    ],
)
def router_definition(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report routers with routes that lack a keyword, or whose prefix has another shape."""
    call = node.value
    target = node.target if isinstance(node, cst.AnnAssign) else node.targets[0].target
    if p.module.role is not Role.ROUTER or p.class_path or len(p.ancestors) != 1:
        return
    if not isinstance(call, cst.Call) or not isinstance(target, cst.Name):
        return
    names = set(module_qualified_names(p, dotted_name(call.func)))
    if not names or not names <= ROUTER_TYPES or any(arg.star for arg in call.args):
        return
    if not p.lookup(ROUTES, target.value):
        return
    yield from _missing(p, call, target.value)
    prefix = argument(call, "prefix")
    text = literal_string(prefix.value) if prefix is not None else None
    if prefix is not None and text and (text[0] not in "/{" or text.endswith("/")):
        yield p.finding(prefix.value, message=_SHAPE, prefix=excerpt(text, 30))


def _missing(p: UnitPass, call: cst.Call, router: str) -> Iterator[Finding]:
    for keyword in p.options.require:
        if argument(call, keyword) is None and not _is_given(p, router, keyword):
            yield p.finding(call.func, fix=_fix(p, call, keyword), keyword=excerpt(keyword, 40))
    for keyword, value in p.options.values.items():
        given = argument(call, keyword)
        if given is not None and dotted_name(given.value) == str(value):
            continue
        fix = set_route_keyword.at(
            call, safety=Safety.UNSAFE, reason=_SLASHES, name=keyword, value=str(value)
        )
        yield p.finding(call.func, fix=fix, keyword=excerpt(f"{keyword}={value}", 50))


def _is_given(p: UnitPass, router: str, keyword: str) -> bool:
    own = p.lookup(PROJECT_MODULES, p.module.name)
    return own is None or may_be_given(p, own.name, router, keyword)


def _fix(p: UnitPass, call: cst.Call, keyword: str) -> FixRef | None:
    word = topic_of(p.module).replace("_", "-")
    if not word:
        return None
    if keyword == "tags":
        return set_route_keyword.at(call, name="tags", value=f'["{word}"]')
    if keyword != "prefix":
        return None
    return set_route_keyword.at(
        call, safety=Safety.UNSAFE, reason=_URLS, name="prefix", value=f'"/{word}"'
    )
