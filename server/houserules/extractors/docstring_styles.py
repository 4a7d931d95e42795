"""The style of docstring sections that a team writes."""

from __future__ import annotations

from typing import Any

from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstrings import Docstring

_TITLES = {
    SectionKind.ARGS: ("Args", "Parameters"),
    SectionKind.RETURNS: ("Returns", "Returns"),
    SectionKind.YIELDS: ("Yields", "Yields"),
    SectionKind.RAISES: ("Raises", "Raises"),
    SectionKind.ATTRIBUTES: ("Attributes", "Attributes"),
}


def team_style(convention: Any) -> str:
    """The style that new sections get: the first one of the convention, Google's without one."""
    styles = (convention,) if isinstance(convention, str) else tuple(convention or ())
    return str(styles[0]) if styles else Style.GOOGLE.value


def section_name(docstring: Docstring, kind: SectionKind, convention: Any) -> str:
    """What a section is called, for messages; fields have no name."""
    known = docstring.of_kind(kind)
    style = known[0].style if known else Style(team_style(convention))
    google, numpy = _TITLES[kind]
    return {Style.NUMPY: numpy, Style.REST: "the docstring"}.get(style, google)
