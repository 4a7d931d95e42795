"""An exception class does not end with the suffix that the team uses."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_symbol import rename_symbol, renamed_to

_KINDS = {
    f"builtins.{name}": kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
_LIBRARY_ERROR = re.compile(r"\w+\.(?:\w+\.)*\w*(?:Error|Exception)")
_NO_ERROR = re.compile(r".*(?:Exit|Interrupt|Warning|Signal)|Stop\w*|_*Stop\w*")
_WORDS = re.compile(r"(?:Error|Exception)$")
_TESTS = frozenset({Role.TEST, Role.CONFTEST})


@dataclass(frozen=True)
class Options:
    """Options of ``naming/exception-suffix``.

    Attributes:
        suffix: What the name of an exception ends with, `Error` or `Exception`.
    """

    suffix: str = "Error"


@rule(
    id="naming/exception-suffix",
    on=(cst.ClassDef,),
    requires=(BINDINGS, FULL_ANCESTRY),
    options=Options,
    fixes=(rename_symbol,),
    same_as_ruff=(
        SameAsRuff(
            "N818",
            options=(("suffix", "Error"),),
            opposite=(("suffix", "Exception"),),
            part="classes that derive from `Exception`, or from what is called `…Error`",
        ),
    ),
    message="exception `{name}` should end with `{suffix}`",
    why="A class that is raised is told from one that is passed around by its name alone.",
    allow_when="The class is raised to steer a program, and is no error.",
    examples=[
        Example(
            "class PlanMissing(Exception):"
            "  # want: exception `PlanMissing` should end with `Error` # at: PlanMissing\n"
            '    """No such plan."""\n\n\n'
            "raise PlanMissing\n",
            fixed="class PlanMissingError(Exception):\n"
            '    """No such plan."""\n\n\n'
            "raise PlanMissingError\n",
        ),
        Example(
            "class PlanLockedError(ValueError):"
            "  # want: exception `PlanLockedError` should end with `Exception`"
            " # at: PlanLockedError\n"
            "    pass\n",
            fixed="class PlanLockedException(ValueError):\n    pass\n",
            options=(("suffix", "Exception"),),
        ),
        Example("class SlowQuery(UserWarning): ...\n\n\nclass StopPolling(Exception): ...\n"),
    ],
)
def exception_suffix(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report classes that derive from an exception, over all files, by another name."""
    name, suffix = node.name.value, p.options.suffix
    if not node.bases or name.endswith(suffix) or p.module.role in _TESTS:
        return
    if _NO_ERROR.fullmatch(name) or any(isinstance(a, cst.FunctionDef) for a in p.ancestors):
        return
    if not _is_exception(p.lookup(FULL_ANCESTRY, ".".join((*p.class_path, name)))):
        return
    bases = [dotted_name(base.value) for base in node.bases]
    by_ruff = suffix == "Error" and any(b == "Exception" or b.endswith("Error") for b in bases)
    yield p.finding(
        node.name,
        fix=_fix(p, name, suffix),
        ruff="N818" if by_ruff else "",
        name=excerpt(name, 40),
        suffix=suffix,
    )


def _is_exception(ancestry: frozenset[str]) -> bool:
    """Whether something above is an error, and nothing a warning or a request to stop."""
    known = [_KINDS[name] for name in ancestry if name in _KINDS]
    if any(issubclass(kind, Warning) or not issubclass(kind, Exception) for kind in known):
        return any(kind is BaseException for kind in known) and len(known) == 1
    if any(kind in (StopIteration, StopAsyncIteration) for kind in known):
        return False
    return bool(known) or any(
        _LIBRARY_ERROR.fullmatch(name) and not name.startswith("builtins.") for name in ancestry
    )


def _fix(p: UnitPass, name: str, suffix: str) -> FixRef | None:
    stem = _WORDS.sub("", name)
    if p.ancestors or not stem.strip("_") or _WORDS.search(stem):
        return None
    return renamed_to(p, name, stem + suffix, BindingKind.CLASS)
