"""Settings of one layer that want opposite things: which of them wins, said where the other stands.

Between layers the higher one is meant to win, so nothing is said.
"""

from __future__ import annotations

import json
from typing import Any, Literal, get_origin

from houserules.analysis.rule import Demand
from houserules.analysis.severity import Severity
from houserules.settings.conventions import BY_KEY, CONVENTIONS, Convention
from houserules.settings.document import Document
from houserules.settings.layer import Layer
from houserules.settings.sources import RuleCatalog


def note_contradictions(document: Document, layer: Layer, catalog: RuleCatalog) -> None:
    """Report the contradictions of a layer as warnings."""
    for convention in CONVENTIONS:
        _note_owner(document, layer, convention)
    for rule_id in layer.rules:
        rule = catalog.by_id.get(rule_id)
        for demand in rule.demands if rule is not None else ():
            _note_demand(document, layer, rule_id, demand)


def _note_owner(document: Document, layer: Layer, convention: Convention) -> None:
    """A convention and the option of the rule that it is named after, set to different styles."""
    if not convention.options or get_origin(convention.wanted) is not Literal:
        return
    owner, option = convention.options[0]
    own, shared = layer.rules.get(owner, {}).get(option), layer.conventions.get(convention.key)
    if own is None or shared is None or own == shared:
        return
    document.report(
        ("rules", owner, option),
        f"`{option} = {json.dumps(own)}` goes against `{convention.key} = {json.dumps(shared)}` of "
        "the conventions: this rule follows its option, all others the convention; set one of them",
        severity=Severity.WARNING,
    )


def _note_demand(document: Document, layer: Layer, rule_id: str, demand: Demand) -> None:
    """Items of an option that a convention makes code contain."""
    if _in_force(layer, BY_KEY[demand.convention]) != demand.value:
        return
    for index, name in enumerate(layer.rules[rule_id].get(demand.option, ())):
        if name in demand.names:
            document.report(
                ("rules", rule_id, demand.option, index),
                f"`{name}` is what `{demand.convention} = {json.dumps(demand.value)}` asks for: "
                f"the convention wins, and this item of `{demand.option}` has no effect",
                severity=Severity.WARNING,
            )


def _in_force(layer: Layer, convention: Convention) -> Any:
    """What a layer says of a convention: itself, else through the option of its owner."""
    if convention.key in layer.conventions or not convention.options:
        return layer.conventions.get(convention.key)
    owner, option = convention.options[0]
    return layer.rules.get(owner, {}).get(option)
