"""The parameters of a function that a docstring describes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.definitions import decorator_names
from houserules.extractors.parameters import all_parameters


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes:
        name: Its name.
        stars: ``*`` or ``**`` for one that takes the rest.
        node: The node; of the tree that it was read from.
    """

    name: str
    stars: str
    node: cst.Param

    @property
    def written(self) -> str:
        """The name as docstrings write it."""
        return self.stars + self.name


def parameters(function: cst.FunctionDef) -> Iterator[Parameter]:
    """All parameters in the order of the signature."""
    for node in all_parameters(function.params):
        yield Parameter(node.name.value, node.star if isinstance(node.star, str) else "", node)


def described_parameters(unit_pass: UnitPass, function: cst.FunctionDef) -> tuple[Parameter, ...]:
    """The parameters that callers pass: without ``self``, and without those named ``_…``.

    ``function`` must be the node that the walk stands on.
    """
    found = tuple(parameters(function))
    if found and not found[0].stars and is_bound(unit_pass, function):
        found = found[1:]
    return tuple(p for p in found if not p.name.startswith("_"))


def is_method(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a function stands in the body of a class."""
    around = [a for a in unit_pass.ancestors if isinstance(a, cst.FunctionDef | cst.ClassDef)]
    return isinstance(around[-1], cst.ClassDef) if around else bool(unit_pass.class_path)


def is_bound(unit_pass: UnitPass, function: cst.FunctionDef) -> bool:
    """Whether a function is a method whose first parameter is given by the call."""
    return is_method(unit_pass, function) and "staticmethod" not in decorator_names(function)
