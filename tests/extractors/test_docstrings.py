"""The model of docstrings: what is read where, and files that have none."""

from __future__ import annotations

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.module import ModuleInfo
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.extractors.docstrings import Docstring, docstring_of
from houserules.rules.docs.module_docstring import module_docstring
from houserules.syntax.cache import ParseCache

GOOGLE = 'def f(a):\n    """Do \\d.\n\n    Args:\n        *a (int, optional): One\n            more.\n    """\n'
NUMPY = (
    'def f(a):\n    """Do.\n\n    Parameters\n    ----------\n    a : int\n        One.\n    """\n'
)
REST = 'def f(a):\n    r"""Do.\n\n    :param int a: One\n        more.\n    :rtype: int\n    """\n'


def read(code: str) -> tuple[Docstring, str]:
    analysis = ModuleAnalysis(compile_rules([]), ModuleInfo(), ParseCache().parse, strict=True)
    analysis.open(code)
    analysis.extract()
    unit_pass = RewritePass(analysis, analysis.states[-1])
    docstring = docstring_of(unit_pass, unit_pass.parsed.node)
    assert docstring is not None
    return docstring, unit_pass.source


@pytest.mark.parametrize(
    ("code", "style", "written", "said"),
    [
        (GOOGLE, "google", "*a", ("a", "int, optional", "One more.")),
        (GOOGLE.replace("\n", "\r\n"), "google", "*a", ("a", "int, optional", "One more.")),
        ("# 🐍\n\n" + GOOGLE, "google", "*a", ("a", "int, optional", "One more.")),
        (NUMPY, "numpy", "a", ("a", "int", "One.")),
        (REST, "rest", "a", ("a", "int", "One more.")),
    ],
)
def test_an_entry_and_where_it_stands(
    code: str, style: str, written: str, said: tuple[str, str, str]
) -> None:
    docstring, text = read(code)
    entry = docstring.sections[0].entries[0]
    assert docstring.sections[0].style == style
    assert text[entry.name_span.start : entry.name_span.end] == written
    assert (*entry.names, entry.type, entry.text) == said


@pytest.mark.parametrize("code", ["", "# TODO\n", "def (:\n"])
def test_a_file_with_nothing_in_it_needs_no_docstring(code: str) -> None:
    rules = compile_rules([ActiveRule.of(module_docstring)])
    analysis = ModuleAnalysis(rules, ModuleInfo(name="app"), ParseCache().parse, strict=True)
    analysis.open(code)
    analysis.run()
    assert not any(state.reported for state in analysis.states)
