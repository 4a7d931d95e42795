"""Which qualified names would follow if something of the project were called something else.

A name follows from file to file as long as no import gives it another one: behind
``from m import f as g`` the name ``g`` stays, whatever ``f`` is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from houserules.analysis.binding_names import WILDCARD, Binding, BindingKind
from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import PROJECT_MODULES
from houserules.extractors.project_symbols import (
    MODULE_BINDINGS,
    Symbol,
    absolute_name,
    owner_of,
)

_MOST_STEPS = 32


class Match(Enum):
    """Whether a name stands for a certain thing."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"

    @staticmethod
    def of(found: Iterable[Match]) -> Match:
        """What several meanings of one name come to; ``NO`` for none at all."""
        kinds = set(found)
        if kinds <= {Match.NO}:
            return Match.NO
        return Match.YES if kinds == {Match.YES} else Match.MAYBE


@dataclass(frozen=True, slots=True)
class KeptName:
    """What a qualified name may stand for under the last word of it.

    Attributes:
        symbols: The definitions of the project that it may reach.
        certain: Whether it reaches nothing else.
    """

    symbols: frozenset[Symbol]
    certain: bool

    def match(self, symbol: Symbol) -> Match:
        """Whether it stands for a symbol."""
        if symbol not in self.symbols:
            return Match.NO
        return Match.YES if self.certain and len(self.symbols) == 1 else Match.MAYBE


def _kept(reader: Reader, qualified: str) -> KeptName:
    found: set[Symbol] = set()
    certain = True
    waiting: list[tuple[str, bool]] = [(qualified, False)]
    seen: set[str] = set()
    while waiting:
        name, by_wildcard = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        place = owner_of(reader, name) if len(seen) <= _MOST_STEPS else None
        if place is None:
            certain = certain and by_wildcard
            continue
        module, rest = place
        if not rest:
            found.add(Symbol(module.name, ""))
            continue
        root, dot, tail = rest.partition(".")
        bindings = reader.lookup(MODULE_BINDINGS, (module.name, root)) or ()
        if not bindings:
            stars = reader.lookup(MODULE_BINDINGS, (module.name, WILDCARD)) or ()
            for star in stars:
                source = absolute_name(module.name, star.target, is_package=module.is_package)
                waiting.append((f"{source}.{rest}", True))
            certain = certain and (by_wildcard or bool(stars))
        for binding in bindings:
            if binding.kind is not BindingKind.IMPORT:
                certain = certain and binding.kind is not BindingKind.UNKNOWN
                found.add(Symbol(module.name, rest))
            elif tail or last_word(binding.target) == root:
                target = absolute_name(module.name, binding.target, is_package=module.is_package)
                waiting.append((target + dot + tail, False))
            else:
                certain = False
    return KeptName(frozenset(found), certain)


def last_word(dotted: str) -> str:
    """The last segment of a dotted name."""
    return dotted.rpartition(".")[2]


KEPT_NAMES = derived("kept-names", _kept, (PROJECT_MODULES, MODULE_BINDINGS))
"""Absolute qualified name → what it may stand for under its last word; see ``KeptName``."""


def match_binding(reader: Reader, binding: Binding, name: str, symbol: Symbol) -> Match:
    """Whether an import that binds ``name`` in the reader's module gives it to a symbol.

    The reader must require ``KEPT_NAMES``.
    """
    if binding.kind is not BindingKind.IMPORT:
        return Match.NO
    if last_word(binding.target) != name:
        return Match.NO
    return match_qualified(reader, binding.target, symbol)


def match_qualified(reader: Reader, target: str, symbol: Symbol) -> Match:
    """Whether an import target, relative ones with their dots, is a symbol under its last word."""
    own = reader.module
    absolute = absolute_name(own.name, target, is_package=own.is_package)
    return reader.lookup(KEPT_NAMES, absolute).match(symbol) if absolute else Match.NO
