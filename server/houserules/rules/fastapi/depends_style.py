"""A dependency is declared in another style than the team's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.calls import CALLER_READS
from houserules.extractors.dependencies import (
    INJECTION_READS,
    is_injected,
    is_route,
)
from houserules.extractors.loggers import ASSIGNED_CALLS
from houserules.extractors.parameter_markers import (
    INJECTING,
    annotated_parts,
    marker_default,
    marker_in_annotation,
    marker_names,
    parameter_span,
)
from houserules.extractors.returned_types import RETURNED_TYPE_READS
from houserules.extractors.routes import route_decorators
from houserules.text.excerpt import excerpt
from houserules.transforms.depends_style import (
    inferred_type,
    marker_to_annotation,
    marker_to_default,
)
from houserules.transforms.parameter_order import calls_reason, is_tied, parameters

_VALUES = ("Query", "Path", "Body", "Cookie", "Header", "Form", "File")


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/depends-style``.

    Attributes:
        style: ``annotated`` wants `x: Annotated[T, Depends(f)]`, ``default`` wants
            `x: T = Depends(f)`, ``any`` takes both; the convention ``depends-style`` says the
            same.
        markers: The markers of FastAPI to look at.
        all_markers: Look at the markers of values, such as ``Query``, too.
    """

    style: Literal["annotated", "default", "any"] = "annotated"
    markers: tuple[str, ...] = INJECTING
    all_markers: bool = False


@rule(
    id="fastapi/depends-style",
    on=(cst.FunctionDef,),
    requires=(*INJECTION_READS, *RETURNED_TYPE_READS, *CALLER_READS, ASSIGNED_CALLS),
    options=Options,
    fixes=(marker_to_annotation, marker_to_default),
    same_as_ruff=(
        SameAsRuff(
            "FAST002",
            options=(("style", "annotated"),),
            opposite=(("style", "default"),),
            part="parameters of routes that have an annotation",
        ),
    ),
    message="write `{wanted}`",
    why="With the marker in the annotation the function can be called and tested like any other, "
    "and the declaration can be named and shared; one style is easier to read than two.",
    allow_when="The function is also called directly and relies on its defaults.",
    examples=[
        Example(
            "from fastapi import APIRouter, Depends\n\n"
            "from app.database import AsyncSession, get_db\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans")\n'
            "async def read(db: AsyncSession = Depends(get_db)): ..."
            "  # want: write `db: Annotated[AsyncSession, Depends(get_db)]`\n",
            fixed="from typing import Annotated\n\n"
            "from fastapi import APIRouter, Depends\n\n"
            "from app.database import AsyncSession, get_db\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans")\n'
            "async def read(db: Annotated[AsyncSession, Depends(get_db)]): ...\n",
        ),
        Example(
            "from typing import Annotated\n\n"
            "from fastapi import APIRouter, Depends\n\n"
            "from app.database import AsyncSession, get_db\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans")\n'
            "async def read(db: Annotated[AsyncSession, Depends(get_db)]): ..."
            "  # want: write `db: AsyncSession = Depends(get_db)`\n",
            fixed="from fastapi import APIRouter, Depends\n\n"
            "from app.database import AsyncSession, get_db\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/plans")\n'
            "async def read(db: AsyncSession = Depends(get_db)): ...\n",
            options=(("style", "default"),),
        ),
        Example(
            "from fastapi import Depends\n\n\n"
            "def get_db(): ...\n\n\n"
            "def never_injected(db: object = Depends(get_db)): ...\n"
        ),
    ],
)
def depends_style(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report markers of parameters that stand in the default, or in the annotation."""
    options: Options = p.options
    if options.style == "any":
        return
    markers = (*options.markers, *(_VALUES if options.all_markers else ()))
    wanted = marker_names(markers)
    find = marker_default if options.style == "annotated" else marker_in_annotation
    found = [(param, call) for param in parameters(node) if (call := find(p, param, wanted))]
    if not found or not is_injected(p, node):
        return
    annotate, fix = options.style == "annotated", None
    if not is_tied(p, node, markers, annotate=annotate):
        transform = marker_to_annotation if annotate else marker_to_default
        fix = transform.at(node, reason=calls_reason(p, node), markers=markers)
    for param, call in found:
        code, is_known = _wanted(p, param, call, options.style)
        covered = annotate and _ruff_sees(p, node, param)
        yield p.finding(
            parameter_span(p, param),
            fix=fix if is_known else None,
            ruff="FAST002" if covered else "",
            wanted=excerpt(code, 80),
        )


def _wanted(p: UnitPass, param: cst.Param, call: cst.Call, style: str) -> tuple[str, bool]:
    """The declaration as it should be, and whether all of it is known."""
    name, marker = param.name.value, _code(call)
    if style == "default":
        parts = annotated_parts(p, param)
        return f"{name}: {_code(parts[0])} = {marker}", len(parts) == 2
    if param.annotation is not None:
        return f"{name}: Annotated[{_code(param.annotation.annotation)}, {marker}]", True
    inferred = inferred_type(p, call)
    kind = inferred.code if inferred else "…"
    return f"{name}: Annotated[{kind}, {marker}]", inferred is not None


def _ruff_sees(p: UnitPass, node: cst.FunctionDef, param: cst.Param) -> bool:
    """Ruff knows routes by routers that the file itself creates."""
    if param.annotation is None or not is_route(p, node):
        return False
    return any(p.lookup(ASSIGNED_CALLS, owner) for _, owner, _, _ in route_decorators(node))


def _code(node: cst.CSTNode) -> str:
    return cst.Module(()).code_for_node(node)
