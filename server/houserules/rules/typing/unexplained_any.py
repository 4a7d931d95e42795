"""An annotation is `Any`, and nothing says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.any_types import ANY_READS, AnyUse, any_uses
from houserules.extractors.typed_signatures import SIGNATURE_READS, is_given_elsewhere
from houserules.text.span import Span
from houserules.transforms.any_types import any_to_object, explain_any

_AVOID = "`Any` says nothing of {what}; name the type"
_SPECIAL = frozenset(
    {
        "__aexit__", "__call__", "__class_getitem__", "__contains__", "__delattr__", "__eq__",
        "__exit__", "__ge__", "__get__", "__getattr__", "__getattribute__", "__gt__", "__le__",
        "__lt__", "__ne__", "__set__", "__setattr__",
    }
)  # fmt: skip
_DIRECTIVE = re.compile(
    r"#\s{0,4}(?:type:|noqa|pyright:|mypy:|pylint:|ruff:|fmt:|houserules:)", re.I
)
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class Options:
    """Options of ``typing/unexplained-any``.

    Attributes:
        mode: ``comment`` wants a comment of three words beside or above, ``avoid`` another type.
        allow_in: Where `Any` needs nothing: ``dict_value`` in ``dict[str, Any]``, ``kwargs`` of
            ``*args`` and ``**kwargs``.
        bare_only: Look only at annotations that are `Any`, nullable or not.
    """

    mode: Literal["comment", "avoid"] = "comment"
    allow_in: tuple[Literal["dict_value", "kwargs"], ...] = ("dict_value", "kwargs")
    bare_only: bool = True


@rule(
    id="typing/unexplained-any",
    on=(cst.Annotation,),
    requires=(*ANY_READS, *SIGNATURE_READS),
    options=Options,
    fixes=(explain_any, any_to_object),
    same_as_ruff=(
        SameAsRuff("ANN401", (("mode", "avoid"),), part="parameters and returns that are `Any`"),
    ),
    message="`Any` of {what} needs a comment that says why",
    why="`Any` switches type checkers off for all that touches it; a reader wants to know why.",
    allow_when="A library demands the signature.",
    examples=[
        Example(
            "from typing import Any\n\n\n"
            "def emit(payload: Any) -> None: ...  "
            "# want: `Any` of `payload` needs a comment that says why\n",
            fixed="from typing import Any\n\n\n"
            "def emit(payload: Any) -> None: ...  # Any: TODO(houserules) why\n",
        ),
        Example(
            "from typing import Any\n\n\n"
            "def emit(payload: Any) -> None:  # Any: forwarded untouched to the SDK\n"
            "    ...\n",
        ),
        Example(
            "from typing import Any\n\n\n"
            "def emit(payload: Any) -> None: ...  "
            "# want: `Any` says nothing of `payload`; name the type\n",
            fixed="def emit(payload: object) -> None: ...\n",
            options=(("mode", "avoid"),),
        ),
    ],
)
def unexplained_any(p: UnitPass, node: cst.Annotation) -> Iterator[Finding]:
    """Report annotations with an `Any` that nothing explains."""
    options: Options = p.options
    for use in any_uses(p, node):
        if not use.is_bare and options.bare_only:
            continue
        if use.in_dict_value and "dict_value" in options.allow_in:
            continue
        if use.is_star and "kwargs" in options.allow_in:
            continue
        if use.function is not None and _is_demanded(p, use.function):
            continue
        if options.mode == "comment":
            if not _is_explained(p, node):
                yield p.finding(use.span, fix=explain_any.at(node), what=use.what)
            continue
        fix = any_to_object.at(node, reason="callers of `Any` may do with it what `object` forbids")
        yield p.finding(
            use.span,
            fix=fix if use.is_exact and use.is_parameter else None,
            message=_AVOID,
            ruff="ANN401" if _is_known_to_ruff(use) else "",
            what=use.what,
        )


def _is_demanded(p: UnitPass, function: cst.FunctionDef) -> bool:
    if function.name.value in _SPECIAL:
        return True
    return is_given_elsewhere(p, function)


def _is_known_to_ruff(use: AnyUse) -> bool:
    return use.is_exact and not use.is_star and use.function is not None


def _is_explained(p: UnitPass, node: cst.Annotation) -> bool:
    """Whether a comment says why: on a line of the annotation, or above the statement."""
    text = p.view.unit.text
    own = p.span(node.annotation)
    lines = [Span(_line_start(text, own.start), _line_end(text, own.end))]
    statements = [
        a for a in p.ancestors if isinstance(a, cst.SimpleStatementLine | cst.FunctionDef)
    ]
    if statements:
        first = _line_start(text, p.span(statements[-1]).start)
        end = len(text[:first].removesuffix("\n").removesuffix("\r"))
        lines.append(Span(_line_start(text, end), end))
    return any(
        line.start <= comment.span.start <= line.end and _explains(comment.text)
        for comment in p.parsed.comments
        for line in lines
    )


def _explains(comment: str) -> bool:
    words = comment.lstrip("#").split()
    return len(words) >= _FEWEST_WORDS and not _DIRECTIVE.match(comment)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))
