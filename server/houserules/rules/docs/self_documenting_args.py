"""An argument's description says no more than its name and its type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.docstring_args import PLAIN_TYPES, needless_entries
from houserules.extractors.docstring_words import STOP_WORDS
from houserules.extractors.docstrings import docstring_node
from houserules.extractors.documented_functions import documented
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_args import drop_arguments


@dataclass(frozen=True)
class Options:
    """Options of ``docs/self-documenting-args``.

    Attributes:
        types: Parameters of these types need at most six words to say nothing new.
        stop_words: Words that say nothing by themselves.
    """

    types: tuple[str, ...] = PLAIN_TYPES
    stop_words: tuple[str, ...] = STOP_WORDS


@rule(
    id="docs/self-documenting-args",
    on=(cst.FunctionDef,),
    options=Options,
    fixes=(drop_arguments,),
    message="the description of `{name}` only repeats its name and type",
    why="Lines that say nothing hide the one that does.",
    allow_when="Every parameter is described, whatever there is to say.",
    examples=[
        Example(
            "def close_month(db: AsyncSession, month: date) -> None:\n"
            '    """Close the month.\n\n    Args:\n'
            "        db: Async database session."
            "  # want: the description of `db` only repeats its name and type\n"
            '        month: First day of the month to close.\n    """\n',
            fixed="def close_month(db: AsyncSession, month: date) -> None:\n"
            '    """Close the month.\n\n    Args:\n'
            '        month: First day of the month to close.\n    """\n',
        ),
        Example(
            "def open_page(url: str, limit: int) -> None:\n"
            '    """Open a page.\n\n    Args:\n'
            "        url: The URL.  # want: the description of `url` only repeats its name and type\n"
            '        limit: The limit, in bytes.\n    """\n',
            fixed="def open_page(url: str, limit: int) -> None:\n"
            '    """Open a page.\n\n    Args:\n        limit: The limit, in bytes.\n    """\n',
        ),
    ],
)
def self_documenting_args(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report entries whose words all stand in the signature already."""
    docstring = documented(p, node)
    if docstring is None:
        return
    options: Options = p.options
    needless, all_go = needless_entries(node, docstring, options.types, options.stop_words)
    for entry in needless:
        names = tuple(e.names[0] for e in needless) if all_go else entry.names
        yield p.finding(
            entry.name_span,
            fix=drop_arguments.at(docstring_node(node), names=names),
            name=excerpt(entry.names[0], 40),
        )
