"""An exception class of the project does not derive from the base of its errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rule import Example, rule
from houserules.extractors.exception_classes import (
    ANCESTOR_NAMES,
    CLASS_HOMES,
    NO_APPLICATION,
    ROOT_ERRORS,
    direct_error,
)
from houserules.extractors.project_symbols import Symbol
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.derive_from import (
    DERIVE_REASON,
    derive_from,
    make_base_error,
    replaceable,
)

_LIBRARY_BASES = {"HTTPException": "fastapi"}
_NO_BASE = "no base class `{base}` in this project"


@dataclass(frozen=True)
class Options:
    """Options of ``errors/exception-base``.

    Attributes:
        bases: The classes that an exception of the project may derive from, the preferred one
            first; ``Exception`` leaves all of them alone.
        exempt_paths: Globs of files that are left alone.
        exempt_value_errors: Whether errors in files named after validators may stay `ValueError`s.
    """

    bases: tuple[str, ...] = ("AppError", "HTTPException")
    exempt_paths: tuple[str, ...] = ()
    exempt_value_errors: bool = True


@rule(
    id="errors/exception-base",
    on=(cst.ClassDef,),
    requires=(*derive_from.requires, ANCESTOR_NAMES, CLASS_HOMES, ROOT_ERRORS, PROJECT_MODULES),
    options=Options,
    fixes=(derive_from, make_base_error),
    message="`{name}` should derive from `{base}`",
    why="One base lets one handler turn every error of the application into an answer.",
    allow_when="The error never leaves the module that raises it.",
    examples=[
        Example(
            "class AppError(Exception):\n"
            "    status_code = 500\n\n\n"
            "class PlanLockedError(Exception):"
            "  # want: `PlanLockedError` should derive from `AppError` # at: PlanLockedError\n"
            "    status_code = 409\n",
            fixed="class AppError(Exception):\n"
            "    status_code = 500\n\n\n"
            "class PlanLockedError(AppError):\n"
            "    status_code = 409\n",
        ),
        Example(
            "class PlanLockedError(Exception):"
            "  # want: no base class `AppError` in this project # at: PlanLockedError\n"
            '    """The plan is locked."""\n\n\n'
            "class SeatTakenError(LookupError): ...\n",
            fixed="class AppError(Exception):\n"
            '    """Base of the errors of this application."""\n\n'
            "    status_code = 500\n\n"
            "    def __init__(\n"
            "        self, message: str, details: dict[str, object] | None = None\n"
            "    ) -> None:\n"
            "        super().__init__(message)\n"
            "        self.message = message\n"
            "        self.details = details or {}\n\n\n"
            "class PlanLockedError(AppError):\n"
            '    """The plan is locked."""\n\n\n'
            "class SeatTakenError(LookupError): ...\n",
        ),
        Example(
            "class PlanLockedError(Exception): ...\n",
            options=(("bases", ("Exception",)),),
        ),
    ],
)
def exception_base(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report classes that derive from a builtin error, and from none of the wanted bases."""
    name, bases = node.name.value, tuple(p.options.bases)
    if p.class_path or p.ancestors or not node.bases or name.startswith("_"):
        return
    if not bases or {"Exception", name} & set(bases) or p.module.role in NO_APPLICATION:
        return
    root = direct_error(p, name)
    if not root or _is_exempt(p, root):
        return
    if p.lookup(ANCESTOR_NAMES, name) & set(bases):
        return
    base = bases[0]
    homes = p.lookup(CLASS_HOMES, base)
    if base in _LIBRARY_BASES or homes:
        yield p.finding(node.name, fix=_derive(p, node, homes), name=excerpt(name, 40), base=base)
        return
    own = p.lookup(PROJECT_MODULES, p.module.name)
    roots = p.lookup(ROOT_ERRORS, "")
    if own is not None and len(roots) > 1 and roots[0] == Symbol(own.name, name):
        made = make_base_error.at(node, base=base) if replaceable(p, node) is not None else None
        yield p.finding(node.name, fix=made, message=_NO_BASE, base=base)


def _derive(p: UnitPass, node: cst.ClassDef, homes: tuple[str, ...]) -> FixRef | None:
    base = p.options.bases[0]
    module = _LIBRARY_BASES.get(base) if not homes else homes[0]
    if module is None or len(homes) > 1 or replaceable(p, node) is None:
        return None
    own = p.lookup(PROJECT_MODULES, p.module.name)
    is_own = own is not None and module == own.name
    return derive_from.at(node, reason=DERIVE_REASON, module="" if is_own else module, base=base)


def _is_exempt(p: UnitPass, root: str) -> bool:
    path: str = p.module.path
    if any(fnmatchcase(path, pattern) for pattern in p.options.exempt_paths):
        return True
    stem = path.rpartition("/")[2]
    return p.options.exempt_value_errors and root == "ValueError" and "validator" in stem
