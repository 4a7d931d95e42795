"""The application raises an error of its own, and has no handler for it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.extractors.application_objects import HAS_FASTAPI
from houserules.extractors.exception_classes import ERROR_READS, is_root_error
from houserules.extractors.exception_handling import EXCEPTION_HANDLED
from houserules.text.excerpt import excerpt

_MAIN = (
    "app/main.py",
    "from fastapi import FastAPI\n\n"
    "from app.example import ShopError\n\n"
    "app = FastAPI()\n\n\n"
    '@app.get("/")\n'
    "async def shop():\n"
    '    raise ShopError("closed")\n',
)


@rule(
    id="fastapi/exception-handler-registered",
    on=(cst.ClassDef,),
    requires=(*ERROR_READS, EXCEPTION_HANDLED, HAS_FASTAPI, PROJECT_MODULES),
    message="no exception handler is registered for `{name}`",
    why="Clients get a 500 without a word for errors that the application knows all about.",
    allow_when="The error never leaves the code that catches it.",
    examples=[
        Example(
            "class ShopError(Exception):"
            "  # want: no exception handler is registered for `ShopError` # at: ShopError\n"
            '    """The shop cannot do it."""\n',
            files=(_MAIN,),
        ),
        Example(
            'class ShopError(Exception):\n    """The shop cannot do it."""\n',
            files=(
                _MAIN,
                (
                    "app/errors.py",
                    "from app.example import ShopError\n"
                    "from app.main import app\n\n\n"
                    "@app.exception_handler(ShopError)\n"
                    "async def shop_error(request, error): ...\n",
                ),
            ),
        ),
    ],
)
def exception_handler_registered(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report base classes of errors that are raised and reach no handler."""
    if p.class_path or p.ancestors or not node.bases:
        return
    name = node.name.value
    if not is_root_error(p, name, p.module.role):
        return
    own = p.lookup(PROJECT_MODULES, p.module.name)
    if own is None:
        return
    if not p.lookup(HAS_FASTAPI, "") or p.lookup(EXCEPTION_HANDLED, f"{own.name}.{name}"):
        return
    yield p.finding(node.name, name=excerpt(name, 50))
