"""What headings of docstring sections mean, and how each style spells them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class SectionKind(StrEnum):
    """What a section is about."""

    ARGS = "args"
    MORE_ARGS = "more-args"
    RETURNS = "returns"
    YIELDS = "yields"
    RAISES = "raises"
    ATTRIBUTES = "attributes"
    EXAMPLES = "examples"
    WARNINGS = "warnings"
    NOTES = "notes"
    OTHER = "other"


_TITLES: Mapping[str, SectionKind] = {
    **dict.fromkeys(
        ("args", "arguments", "arg", "argument", "parameters", "parameter", "params", "param"),
        SectionKind.ARGS,
    ),
    **dict.fromkeys(
        (
            "keyword args", "keyword arguments", "other parameters", "other args",
            "other arguments", "kwargs", "receives",
        ),
        SectionKind.MORE_ARGS,
    ),
    **dict.fromkeys(("returns", "return"), SectionKind.RETURNS),
    **dict.fromkeys(("yields", "yield"), SectionKind.YIELDS),
    **dict.fromkeys(("raises", "raise", "exceptions", "except"), SectionKind.RAISES),
    **dict.fromkeys(("attributes", "attribute"), SectionKind.ATTRIBUTES),
    **dict.fromkeys(("example", "examples", "usage"), SectionKind.EXAMPLES),
    **dict.fromkeys(
        ("warning", "warnings", "warns", "warn", "caution", "danger", "important", "attention"),
        SectionKind.WARNINGS,
    ),
    **dict.fromkeys(("note", "notes", "todo", "tip", "hint"), SectionKind.NOTES),
    **dict.fromkeys(("methods", "references", "see also", "error"), SectionKind.OTHER),
}  # fmt: skip

GOOGLE_TITLES: Mapping[SectionKind, str] = {
    SectionKind.ARGS: "Args",
    SectionKind.RETURNS: "Returns",
    SectionKind.YIELDS: "Yields",
    SectionKind.RAISES: "Raises",
    SectionKind.ATTRIBUTES: "Attributes",
}
NUMPY_TITLES: Mapping[SectionKind, str] = {**GOOGLE_TITLES, SectionKind.ARGS: "Parameters"}

ORDER = (
    SectionKind.ARGS,
    SectionKind.MORE_ARGS,
    SectionKind.RETURNS,
    SectionKind.YIELDS,
    SectionKind.RAISES,
)
"""In which order sections of a function follow each other."""


def kind_of_title(title: str) -> SectionKind | None:
    """What a heading means, whatever its case; ``None`` for no heading that is known."""
    return _TITLES.get(title.lower())
