"""The arguments that a docstring describes, beside the parameters of its function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.docstring_entries import Entry
from houserules.extractors.docstring_names import SectionKind, kind_of_title
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstring_words import (
    has_code,
    new_words,
    only_repeats,
    says_more,
    word_count,
)
from houserules.extractors.docstrings import Docstring
from houserules.extractors.signatures import Parameter, parameters

_MOST_TYPOS = 3
_NO_NAMES = frozenset(
    {
        "self", "cls", "none", "default", "defaults", "optional", "required", "int", "str", "bool",
        "float", "list", "dict", "tuple", "set", "bytes", "object",
    }
)  # fmt: skip
"""Words that stand where names do, and name no parameter."""


def undocumented(docstring: Docstring, described: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """The parameters that no entry names, nor any line of the arguments that has no shape."""
    sections = docstring.of_kind(SectionKind.ARGS, SectionKind.MORE_ARGS)
    entries = [entry for section in sections for entry in section.entries]
    named = {name for entry in entries for name in entry.names}
    shapeless = [entry for entry in entries if not entry.names]
    return tuple(
        param
        for param in described
        if param.name not in named and not (shapeless and docstring.mentions(param.name))
    )


def stale_entries(
    docstring: Docstring, function: cst.FunctionDef, described: Sequence[Parameter]
) -> Iterator[Entry]:
    """The entries of the arguments that name no parameter.

    Of a function that takes any keyword, each name may be one.
    """
    if function.params.star_kwarg is not None or SectionKind.ARGS in docstring.loose:
        return
    known = {param.name for param in (*described, *parameters(function))}
    for section in docstring.of_kind(SectionKind.ARGS):
        for entry in section.entries:
            if len(entry.names) == 1 and entry.names[0] not in known and _is_name(entry.names[0]):
                yield entry


def _is_name(name: str) -> bool:
    is_word = kind_of_title(name) is not None or name.lower() in _NO_NAMES
    return name.isidentifier() and name == name.lower() and not is_word


def first_misplaced(docstring: Docstring, described: Sequence[Parameter]) -> Entry | None:
    """The first entry that stands after one of a later parameter.

    ``None`` where each entry is not exactly one parameter.
    """
    sections = docstring.of_kind(SectionKind.ARGS)
    if len(sections) != 1 or not sections[0].is_regular:
        return None
    section, lines = sections[0], docstring.lines
    if section.style is Style.REST and any(
        line.text.lstrip().startswith(":type") for line in lines[section.first : section.stop]
    ):
        # A field with the type would stay behind.
        return None
    rank = {param.name: index for index, param in enumerate(described)}
    entries = section.entries
    if any(len(entry.names) != 1 or entry.names[0] not in rank for entry in entries):
        return None
    highest = -1
    for entry in entries:
        if rank[entry.names[0]] < highest:
            return entry
        highest = rank[entry.names[0]]
    return None


def renamed_parameter(name: str, missing: Sequence[str]) -> str:
    """The one undocumented parameter that a name is a slip of; ``""`` where there is none."""
    if len(missing) != 1:
        return ""
    distance = _distance(name, missing[0])
    return missing[0] if distance <= min(_MOST_TYPOS, len(name) - 1) else ""


def _distance(one: str, other: str) -> int:
    """How many letters to add, take away or change to get from one word to another."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def annotation_code(annotation: cst.Annotation | None) -> str:
    """The annotation on one line, where it is short and has no quotes; else ``""``."""
    if annotation is None:
        return ""
    code = cst.Module(()).code_for_node(annotation.annotation)
    fits = len(code) <= 60 and code.isprintable()
    return code if fits and not set(code) & set("\"'\\") else ""


_FEW_WORDS = 6
_FEW_NEW = 2
PLAIN_TYPES = (
    "AsyncSession", "Session", "Request", "Response", "Settings", "BackgroundTasks",
)  # fmt: skip
"""Types that say what a parameter is for."""


def needless_entries(
    function: cst.FunctionDef,
    docstring: Docstring,
    types: Sequence[str],
    stop_words: Sequence[str],
) -> tuple[Sequence[Entry], bool]:
    """The entries whose words all stand in name and type of the parameter.

    Of parameters of some ``types`` any few words do. The second value says whether that is
    every entry.
    """
    sections = docstring.of_kind(SectionKind.ARGS)
    if len(sections) != 1 or not sections[0].is_regular:
        return (), False
    by_name = {param.name: param for param in parameters(function)}
    entries = sections[0].entries
    found = [
        entry
        for entry in entries
        if len(entry.names) == 1
        and entry.names[0] in by_name
        and _is_needless(entry, by_name[entry.names[0]], types, stop_words)
    ]
    return found, len(found) == len(entries)


def _is_needless(
    entry: Entry, param: Parameter, types: Sequence[str], stop_words: Sequence[str]
) -> bool:
    if not entry.text.strip() or param.node.annotation is None:
        return False
    annotation = param.node.annotation.annotation
    code = cst.Module(()).code_for_node(annotation)
    if only_repeats(entry.text, (param.name, code), stop_words):
        return True
    last = dotted_name(without_subscript(annotation)).rpartition(".")[2]
    if last not in types or has_code(entry.text) or says_more(entry.text):
        return False
    new = new_words(entry.text, (param.name, code), stop_words)
    return word_count(entry.text) <= _FEW_WORDS and len(new) <= _FEW_NEW
