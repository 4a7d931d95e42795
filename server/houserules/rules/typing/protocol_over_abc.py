"""An abstract class only declares methods."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.abstract_classes import (
    ABSTRACT_READS,
    is_told_apart,
    only_declares_methods,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.abstract_classes import PROTOCOL_REASON, abc_to_protocol


@rule(
    id="typing/protocol-over-abc",
    on=(cst.ClassDef,),
    requires=ABSTRACT_READS,
    severity="hint",
    fixes=(abc_to_protocol,),
    message="`{name}` only declares abstract methods; a Protocol would allow structural typing",
    why="With a Protocol, classes fit by what they can do, and need not know of it.",
    allow_when="Classes shall say that they implement it, or are told apart by it at run time.",
    examples=[
        Example(
            "from abc import ABC, abstractmethod\n\n\n"
            "class Sender(ABC):  # want: `Sender` only declares abstract methods; "
            "a Protocol would allow structural typing\n"
            "    @abstractmethod\n"
            "    def send(self, text: str) -> None: ...\n",
            fixed="from typing import Protocol\n\n\n"
            "class Sender(Protocol):\n"
            "    def send(self, text: str) -> None: ...\n",
        ),
        Example(
            "from abc import ABC, abstractmethod\n\n\n"
            "class Sender(ABC):\n"
            "    def __init__(self, host: str) -> None:\n"
            "        self.host = host\n\n"
            "    @abstractmethod\n"
            "    def send(self, text: str) -> None: ...\n",
        ),
    ],
)
def protocol_over_abc(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report abstract classes that hold nothing but abstract methods."""
    if only_declares_methods(p, node) and not is_told_apart(p, node.name.value):
        yield p.finding(
            node.name,
            fix=abc_to_protocol.at(node, reason=PROTOCOL_REASON),
            name=excerpt(node.name.value, 30),
        )
