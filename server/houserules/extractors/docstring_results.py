"""Whether a docstring says what a function returns, yields and raises, as its style has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.definitions import decorator_names
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_sections import Section, Style
from houserules.extractors.docstring_words import STOP_WORDS, only_repeats
from houserules.extractors.docstrings import Docstring
from houserules.extractors.function_results import (
    gives_value,
    is_generator,
    is_property,
)
from houserules.extractors.raised_exceptions import Raised, covers, raised_by
from houserules.extractors.scopes import Scope

_STOP_WORDS = (*STOP_WORDS, "return", "result", "it", "new", "created", "resulting")
_NOTHING = ("none", "nothing", "no", "does", "function", "method")
_TYPE = re.compile(r"[\w.\[\], |]{1,80}:(?=\s|$)")
_BRACKETS = str.maketrans("[],|.", "     ")
_CALLED_OTHERWISE = frozenset(
    {"contextmanager", "asynccontextmanager", "coroutine", "inlineCallbacks", "engine", "task"}
)
_SPOKEN_FOR = frozenset(
    {
        "NotImplementedError", "AssertionError", "StopIteration", "SystemExit",
        # What command line frameworks turn into a message or an exit code.
        "Exit", "Abort", "UsageError", "ClickException", "BadParameter",
    }
)  # fmt: skip


def lacks_returns(function: cst.FunctionDef, docstring: Docstring) -> bool:
    """Whether more than one line of docstring leaves out what a function returns."""
    if docstring.is_one_line or docstring.may_hold(SectionKind.RETURNS, SectionKind.YIELDS):
        return False
    if docstring.summary_text.lower().startswith("return") or is_property(function):
        return False
    return bool(gives_value(function)) and not is_generator(function)


def returns_of(function: cst.FunctionDef, docstring: Docstring) -> Section | None:
    """The one section about a result that can be read; generators have none."""
    sections = docstring.of_kind(SectionKind.RETURNS)
    if len(sections) != 1 or not sections[0].is_regular or is_generator(function):
        return None
    return sections[0]


def describes_nothing(function: cst.FunctionDef) -> bool:
    """Whether a section about a result is about none, since the function returns nothing."""
    return gives_value(function) is False and not is_property(function)


def says_nothing(section: Section) -> bool:
    """Whether a section only says that there is no result."""
    return only_repeats(section.text.replace("None", "nothing"), _NOTHING, _STOP_WORDS)


def repeats_annotation(function: cst.FunctionDef, docstring: Docstring, section: Section) -> bool:
    """Whether all words about a result stand in the annotation, the name or the summary."""
    if function.returns is None:
        return False
    code = cst.Module(()).code_for_node(function.returns.annotation)
    known = (code, function.name.value, docstring.summary_text)
    return only_repeats(_without_type(section.text, code), known, _STOP_WORDS)


def _without_type(said: str, code: str) -> str:
    """What a section says, brackets of types taken off, which would else count as saying more."""
    prefix = _TYPE.match(said)
    if prefix is not None:
        said = prefix[0].translate(_BRACKETS) + said[prefix.end() :]
    return said.replace(code, " ")


def speaks_of_yields(function: cst.FunctionDef, docstring: Docstring) -> bool:
    """Whether the docstring of a generator has sections, and none for what it yields."""
    if not docstring.styles or docstring.may_hold(SectionKind.YIELDS):
        return False
    decorators = {name.rpartition(".")[2] for name in decorator_names(function)}
    return not decorators & _CALLED_OTHERWISE and _only_yields(function)


def section_to_rename(docstring: Docstring) -> Section | None:
    """The section of a generator that stands under ``Returns``."""
    returns = docstring.of_kind(SectionKind.RETURNS)
    if len(returns) != 1 or not returns[0].is_regular or returns[0].style is Style.REST:
        return None
    return returns[0]


def _only_yields(function: cst.FunctionDef) -> bool:
    """Whether a function yields values, and returns none."""
    yields = False
    for node in own_nodes(function):
        if isinstance(node, cst.Yield):
            yields = yields or (node.value is not None and not _is_none(node.value))
        elif isinstance(node, cst.Return) and node.value is not None and not _is_none(node.value):
            return False
    return yields


def _is_none(node: cst.CSTNode) -> bool:
    return dotted_name(node) == "None"


def unlisted(function: cst.FunctionDef, docstring: Docstring, scope: Scope) -> Sequence[Raised]:
    """The exceptions that leave a function, and that its docstring does not mention."""
    if docstring.is_one_line:
        refers = docstring.summary_text.startswith("See ")
        if refers or function.name.value.startswith("_"):
            return ()
    return [r for r in raised_by(function, scope) if not _is_known(docstring, r.name)]


def _is_known(docstring: Docstring, name: str) -> bool:
    if name in _SPOKEN_FOR or docstring.mentions(name):
        return True
    listed = (
        known.rpartition(".")[2]
        for section in docstring.of_kind(SectionKind.RAISES)
        for entry in section.entries
        for known in entry.names
    )
    return any(covers(known, name) for known in listed)
