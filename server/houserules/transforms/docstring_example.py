"""An example of a call in the docstring of a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.docstring_names import SectionKind
from houserules.extractors.docstring_sections import Style
from houserules.extractors.docstrings import Docstring, docstring_node
from houserules.extractors.documented_functions import documented
from houserules.extractors.signatures import Parameter, described_parameters, is_method
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.docstring_sections import write_section
from houserules.transforms.docstring_writing import TODO

_LONGEST = 80


def has_example(docstring: Docstring) -> bool:
    """Whether a docstring shows code."""
    if docstring.may_hold(SectionKind.EXAMPLES):
        return True
    return any(
        ">>>" in line.text or "```" in line.text or line.text.rstrip().endswith("::")
        for line in docstring.lines
    )


def example_fix(
    unit_pass: UnitPass, function: cst.FunctionDef, docstring: Docstring, style: str
) -> FixRef | None:
    """Add a call with the names of the parameters; ``None`` where there is no place for it."""
    call = _call(function, described_parameters(unit_pass, function))
    if not docstring.literal.is_block or len(call) > _LONGEST:
        return None
    return add_example.at(
        docstring_node(function),
        kind=SectionKind.EXAMPLES.value,
        names=("",),
        texts=(f"{call}  # {TODO}",),
        types=("",),
        style=style,
    )


def _call(function: cst.FunctionDef, params: Sequence[Parameter]) -> str:
    by_position = {p.name.value for p in (*function.params.posonly_params, *function.params.params)}
    given = [
        param.name if param.name in by_position else f"{param.name}={param.name}"
        for param in params
        if not param.stars and param.node.default is None
    ]
    word = "await " if function.asynchronous is not None else ""
    return f">>> {word}{function.name.value}({', '.join(given)})"


def _sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    docstring = documented(unit_pass, function)
    if docstring is None or has_example(docstring) or is_method(unit_pass, function):
        return
    is_inner = any(isinstance(a, cst.FunctionDef) for a in unit_pass.ancestors)
    if is_inner or function.name.value.startswith("_"):
        return
    if len(described_parameters(unit_pass, function)) > 1:
        fix = example_fix(unit_pass, function, docstring, Style.GOOGLE.value)
        if fix is not None:
            yield fix


add_example = Transform(
    id="add-docstring-example",
    title="Add an example",
    safety=Safety.SKELETON,
    reach=Reach.STATEMENT,
    apply=write_section,
    sites=_sites,
    on=(cst.FunctionDef,),
)
