"""An exception class stands in a file of another layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.exception_classes import ERROR_READS, NO_APPLICATION, is_error
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.http_errors import HTTP_EXCEPTIONS
from houserules.text.excerpt import excerpt

_ERROR_WORDS = frozenset({"error", "errors", "exception", "exceptions"})
_OWN_PLACE = frozenset({*NO_APPLICATION, Role.ERROR, Role.OTHER})


@dataclass(frozen=True)
class Options:
    """Options of ``errors/exception-location``.

    Attributes:
        path: Where exceptions belong: the name of a file in each package, or one file.
        exempt_paths: Globs of files that keep exceptions of their own.
    """

    path: str = "errors.py"
    exempt_paths: tuple[str, ...] = ("core/*", "*/core/*", "lib/*", "*/lib/*")


@rule(
    id="errors/exception-location",
    on=(cst.ClassDef,),
    requires=ERROR_READS,
    options=Options,
    message="exception `{name}` belongs in `{path}`",
    why="Errors that all layers raise and catch stand where each may import them from.",
    allow_when="The exception never leaves its module.",
    examples=[
        Example(
            "from app.core.errors import AppError\n\n\n"
            "class PlanLockedError(AppError): ..."
            "  # want: exception `PlanLockedError` belongs in `errors.py` # at: PlanLockedError\n",
            path="app/plans/service.py",
            files=(("app/core/errors.py", "class AppError(Exception): ...\n"),),
        ),
        Example(
            "from app.core.errors import AppError\n\n\nclass PlanLockedError(AppError): ...\n",
            path="app/plans/errors.py",
            files=(("app/core/errors.py", "class AppError(Exception): ...\n"),),
        ),
    ],
)
def exception_location(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report public exception classes at the top of files of other roles."""
    name = node.name.value
    if p.class_path or p.ancestors or not node.bases or name.startswith("_"):
        return
    if p.module.role in _OWN_PLACE or _is_in_place(p.module.path, p.options):
        return
    if is_error(p, name) or p.lookup(FULL_ANCESTRY, name) & HTTP_EXCEPTIONS:
        yield p.finding(node.name, name=excerpt(name, 40), path=excerpt(p.options.path, 40))


def _is_in_place(path: str, options: Options) -> bool:
    stem = path.rpartition("/")[2].removesuffix(".py").lower()
    is_for_errors = "/" not in options.path and bool(set(stem.split("_")) & _ERROR_WORDS)
    if is_for_errors or f"/{path}".endswith(f"/{options.path}"):
        return True
    return any(fnmatchcase(path, pattern) for pattern in options.exempt_paths)
