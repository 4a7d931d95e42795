"""Which functions rules of docstring sections are about."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.module import ModuleInfo, Role
from houserules.analysis.passes import UnitPass
from houserules.extractors.definitions import decorator_names
from houserules.extractors.docstrings import Docstring, docstring_node, docstring_of

_SPEAKS_ELSEWHERE = frozenset(
    {"overload", "override", "overrides", "setter", "deleter", "fixture", "validator"}
)


def is_test_module(module: ModuleInfo) -> bool:
    """Whether a file holds tests or fixtures, by its role or its name."""
    last = module.name.rpartition(".")[2]
    is_named_so = last == "conftest" or last.startswith("test_") or last.endswith("_test")
    return is_named_so or module.role in (Role.TEST, Role.CONFTEST)


def documented(unit_pass: UnitPass, function: cst.FunctionDef) -> Docstring | None:
    """The docstring of a function whose sections count: not of tests, overloads and overrides."""
    if docstring_node(function) is None or is_test_module(unit_pass.module):
        return None
    names = {name.rpartition(".")[2] for name in decorator_names(function)}
    return None if names & _SPEAKS_ELSEWHERE else docstring_of(unit_pass, function)
