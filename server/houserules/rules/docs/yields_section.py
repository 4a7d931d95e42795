"""The docstring of a generator speaks of a return value, or not of what it yields."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_results import section_to_rename, speaks_of_yields
from houserules.extractors.docstring_styles import team_style
from houserules.extractors.docstrings import docstring_node
from houserules.extractors.documented_functions import documented
from houserules.text.excerpt import excerpt
from houserules.transforms.docstring_headings import retitle_section
from houserules.transforms.docstring_results import add_yields_section, yields_fix


@rule(
    id="docs/yields-section",
    on=(cst.FunctionDef,),
    reads=("docstring-style",),
    fixes=(add_yields_section, retitle_section),
    message="the docstring of `{name}` does not say what is yielded",
    why="A generator hands out many values, one at a time; `Returns` promises a single one.",
    allow_when="Callers see an iterator, and need not know that a generator makes it.",
    examples=[
        Example(
            "def rows():\n"
            '    """Stream rows.\n\n    Returns:'
            "  # want: `rows` yields: the section should be Yields\n"
            "        Rows.\n"
            '    """\n'
            "    yield 1\n",
            fixed="def rows():\n"
            '    """Stream rows.\n\n    Yields:\n        Rows.\n    """\n'
            "    yield 1\n",
        ),
        Example(
            "def rows(size: int):"
            "  # want: the docstring of `rows` does not say what is yielded\n"
            '    """Stream rows.\n\n    Args:\n        size: Rows in a block.\n    """\n'
            "    yield 1\n",
            fixed="def rows(size: int):\n"
            '    """Stream rows.\n\n    Args:\n        size: Rows in a block.\n\n'
            '    Yields:\n        TODO(houserules)\n    """\n'
            "    yield 1\n",
        ),
        Example('def get_db():\n    """Yield a session."""\n    yield Session()\n'),
    ],
)
def yields_section(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report generators whose docstring has sections, and none for what they yield."""
    docstring = documented(p, node)
    if docstring is None or not speaks_of_yields(node, docstring):
        return
    name = excerpt(node.name.value, 40)
    section = section_to_rename(docstring)
    if section is not None:
        fix = retitle_section.at(docstring_node(node), first=section.first, heading="Yields")
        yield p.finding(
            section.title_span,
            fix=fix,
            message="`{name}` yields: the section should be Yields",
            name=name,
        )
    elif not docstring.may_hold(SectionKind.RETURNS):
        fix = yields_fix(node, docstring, team_style(p.convention("docstring-style")))
        yield p.finding(node.name, fix=fix, name=name)
