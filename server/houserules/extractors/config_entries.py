"""The keys of a pydantic configuration with the nodes that hold them, in whatever form."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import first_statement
from houserules.extractors.models import MODELS
from houserules.extractors.pydantic_config import CONFIG_DICTS, config_dict
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import literal_string


@dataclass(frozen=True, slots=True)
class ConfigEntry:
    """A key.

    Attributes:
        name: The key.
        key: The node that is the key: a keyword, a string, or the target of an assignment.
        value: Its value.
    """

    name: str
    key: cst.CSTNode
    value: cst.BaseExpression


def config_entries(p: UnitPass, node: cst.CSTNode) -> tuple[ConfigEntry, ...]:
    """The keys that a ``ConfigDict(...)``, a ``model_config = {...}`` or an assignment sets.

    An assignment counts in an inner ``class Config``; ``node`` must be the node that the walk
    stands on.
    """
    if isinstance(node, cst.Call):
        if not node.args or resolves_to(p, node.func, CONFIG_DICTS) is None:
            return ()
        keywords = (a for a in node.args if a.keyword is not None)
        return tuple(
            ConfigEntry(a.keyword.value, a.keyword, a.value) for a in keywords if a.keyword
        )
    if not isinstance(node, cst.Assign | cst.AnnAssign) or not p.class_path:
        return ()
    value = config_dict(p, node)
    if isinstance(value, cst.Dict):
        return tuple(
            ConfigEntry(name, element.key, element.value)
            for element in value.elements
            if isinstance(element, cst.DictElement)
            and (name := literal_string(element.key)) is not None
        )
    return _of_class(p, node)


def _of_class(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> tuple[ConfigEntry, ...]:
    """The key that is assigned in the ``class Config`` of a model."""
    if p.class_path[-1] != "Config" or first_statement(p.view.node) is not node:
        return ()
    if isinstance(node, cst.Assign):
        target = node.targets[0].target if len(node.targets) == 1 else None
    else:
        target = node.target
    if not isinstance(target, cst.Name) or node.value is None:
        return ()
    if p.lookup(MODELS, ".".join(p.class_path[:-1])) is None:
        return ()
    return (ConfigEntry(target.value, target, node.value),)
