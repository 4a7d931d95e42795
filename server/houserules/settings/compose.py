"""Layers put on top of each other: which rules are active, how loud, with which options.

``defaults < profiles in order < extended file < file < editor < command line``. In each layer
``select`` replaces, ``extend-select`` and ``ignore`` add; within a layer the more specific selector
wins (id over area over ``all``), and of two equal ones ``ignore``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from houserules.analysis.severity import Severity
from houserules.settings.conventions import CONVENTIONS, FOLLOWING, Convention
from houserules.settings.layer import Layer, Selector
from houserules.settings.sources import ALWAYS_ON, DEFAULT, Origin, RuleCatalog
from houserules.settings.values import accepts


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """An active rule.

    Attributes:
        id: The rule.
        severity: How loud its findings are.
        by_id: Whether the user set the severity of this very id; then even weak findings have it.
        options: The options that are set, with the types of the rule's dataclass.
        origin: What made it active.
        brought_by: The profiles that brought it, empty when settings selected it.
    """

    id: str
    severity: Severity
    by_id: bool = False
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    origin: Origin = DEFAULT
    brought_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """What holds for the files that the same profiles cover."""

    rules: Mapping[str, RuleSetting]
    conventions: Mapping[str, Any]


@dataclass(frozen=True)
class Composition:
    """The layers of a project.

    Attributes:
        profiles: One layer per profile, later ones winning.
        layers: The layers above them, later ones winning.
        catalog: The rules there are.
    """

    profiles: tuple[Layer, ...]
    layers: tuple[Layer, ...]
    catalog: RuleCatalog

    def compose(self, covering: Collection[str]) -> Composed:
        """The outcome for files that the profiles named by ``covering`` cover.

        A profile that does not cover a file brings it no rule; its conventions, and its options for
        rules that the user selected, hold where the covering profiles say nothing.
        """
        near = tuple(layer for layer in self.profiles if layer.profile_name in covering)
        far = tuple(layer for layer in self.profiles if layer.profile_name not in covering)
        rules: dict[str, RuleSetting] = {}
        for rule_id, (origin, brought_by) in sorted(self._active(near).items()):
            layers = (*near, *self.layers) if brought_by else (*far, *near, *self.layers)
            severity, by_id = self._severity(rule_id, layers)
            options = self._options(rule_id, layers)
            rules[rule_id] = RuleSetting(rule_id, severity, by_id, options, origin, brought_by)
        conventions = {
            convention.key: convention_value(convention, (*far, *near, *self.layers), self.catalog)[
                0
            ]
            for convention in CONVENTIONS
        }
        return Composed(rules, conventions)

    def _active(self, near: Sequence[Layer]) -> dict[str, tuple[Origin, tuple[str, ...]]]:
        active: dict[str, tuple[Origin, tuple[str, ...]]] = dict.fromkeys(ALWAYS_ON, (DEFAULT, ()))
        for layer in near:
            for selector, origin in (layer.select or {}).items():
                for rule_id in self._members(selector):
                    _, before = active.get(rule_id, (origin, ()))
                    active[rule_id] = (origin, (*before, layer.profile_name or layer.source))
        for layer in self.layers:
            self._apply(layer, active)
        return active

    def _apply(self, layer: Layer, active: dict[str, tuple[Origin, tuple[str, ...]]]) -> None:
        if layer.select is not None:
            for rule_id in [name for name in active if name not in ALWAYS_ON]:
                del active[rule_id]
        selected = {**layer.extend_select, **(layer.select or {})}
        for rule_id in self._touched((*selected, *layer.ignore)):
            on = most_specific(rule_id, selected)
            off = most_specific(rule_id, layer.ignore)
            if off is not None and (on is None or _rank(off) >= _rank(on)):
                active.pop(rule_id, None)
            elif on is not None:
                active[rule_id] = (selected[on], ())

    def _touched(self, selectors: Iterable[Selector]) -> set[str]:
        return {rule_id for selector in selectors for rule_id in self._members(selector)}

    def _members(self, selector: Selector) -> Collection[str]:
        if selector == "all":
            return self.catalog.ids
        return self.catalog.areas.get(selector, (selector,))

    def _severity(self, rule_id: str, layers: Sequence[Layer]) -> tuple[Severity, bool]:
        for layer in reversed(layers):
            selector = most_specific(rule_id, layer.severity)
            if selector is not None:
                return layer.severity[selector], selector == rule_id and layer.profile_name is None
        rule = self.catalog.by_id.get(rule_id)
        return (rule.severity if rule else Severity.WARNING), False

    def _options(self, rule_id: str, layers: Sequence[Layer]) -> dict[str, Any]:
        known = self.catalog.option_types.get(rule_id, {})
        options: dict[str, Any] = {}
        for layer in layers:
            for option, key in FOLLOWING.get(rule_id, ()):
                value = layer.conventions.get(key)
                # A convention may say more than one of its followers understands.
                if value is not None and option in known and accepts(value, known[option]):
                    options[option] = value
            options.update(layer.rules.get(rule_id, {}))
        return options


def most_specific(rule_id: str, selectors: Collection[Selector]) -> Selector | None:
    """The selector that names ``rule_id`` most closely, if one does."""
    for selector in (rule_id, rule_id.partition("/")[0], "all"):
        if selector in selectors:
            return selector
    return None


def convention_value(
    convention: Convention, layers: Sequence[Layer], catalog: RuleCatalog
) -> tuple[Any, Origin]:
    """The value of a convention and where it came from."""
    owner, option = convention.options[0] if convention.options else ("", "")
    for layer in reversed(layers):
        if convention.key in layer.conventions:
            place = layer.origins.get(("conventions", convention.key))
            return layer.conventions[convention.key], place or Origin(layer.source)
        if option in layer.rules.get(owner, {}):
            place = layer.origins.get(("rules", owner, option))
            return layer.rules[owner][option], place or Origin(layer.source)
    rule = catalog.by_id.get(owner)
    if rule is not None and option in catalog.option_types[owner]:
        return getattr(rule.default_options(), option), DEFAULT
    return convention.default, DEFAULT


def _rank(selector: Selector) -> int:
    if selector == "all":
        return 0
    return 2 if "/" in selector else 1
