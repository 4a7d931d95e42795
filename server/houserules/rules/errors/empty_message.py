"""An exception is raised without a message that says anything."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.silent_raises import silent_raise
from houserules.text.excerpt import excerpt
from houserules.transforms.error_message import write_error_message

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_VAGUE = "`{name}` is raised with no more to say than `{text}`"


@rule(
    id="errors/empty-message",
    on=(cst.Raise,),
    requires=write_error_message.requires,
    fixes=(write_error_message,),
    message="`{name}` is raised without a message",
    why="Whoever reads the log at night has the class and a line; a message with the offending "
    "value spares them the search.",
    allow_when="The class alone says everything, and is caught by name.",
    examples=[
        Example(
            "def rate(code: str, rates: dict[str, float]) -> float:\n"
            "    if code not in rates:\n"
            "        raise ValueError  # want: `ValueError` is raised without a message # at: ValueError\n"
            "    return rates[code]\n",
            fixed="def rate(code: str, rates: dict[str, float]) -> float:\n"
            "    if code not in rates:\n"
            '        raise ValueError("TODO(houserules): say what went wrong, and with what")\n'
            "    return rates[code]\n",
        ),
        Example(
            "def rate(code: str, rates: dict[str, float]) -> float:\n"
            "    if code not in rates:\n"
            '        raise ValueError(f"unknown currency {code!r}")\n'
            "    return rates[code]\n"
        ),
    ],
)
def empty_message(p: UnitPass, node: cst.Raise) -> Iterator[Finding]:
    """Report exceptions without a message, or with one word that says nothing."""
    if node.exc is None or p.module.role in _TESTS:
        return
    found = silent_raise(p, node)
    if found is None:
        return
    message = _VAGUE if found.text else None
    name, text = excerpt(found.name, 40), excerpt(found.text, 20)
    fix = write_error_message.at(node)
    yield p.finding(node.exc, fix=fix, message=message, name=name, text=text)
