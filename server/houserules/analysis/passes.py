"""What a rule is given: exactly what it declared, and what it reads is written down.

A read is a pair of a question and its answer. The questions of a unit are asked relative to it,
so that the same answers let a result be reused wherever the same unit stands.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import libcst as cst

from houserules.analysis.extractor import Extractor, UndeclaredRead
from houserules.analysis.finding import Finding, Fix, Related, Tag
from houserules.analysis.members import member_of
from houserules.analysis.module import ModuleInfo
from houserules.analysis.project import Answer, NotReady
from houserules.analysis.ruleset import ActiveRule
from houserules.analysis.structure import Line, Member, UnitView
from houserules.fixes.transform import FixRef
from houserules.syntax.parse import ParsedUnit, parse_expression
from houserules.syntax.ptr import NodePtr
from houserules.syntax.tokens import Comment
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span

V = TypeVar("V")
Place = cst.CSTNode | Comment | Line | Span


class Question(NamedTuple):
    """One thing that a pass can ask about the surroundings of its unit.

    Attributes:
        kind: ``lookup``, ``members``, ``member``, ``enclosing`` or ``siblings``.
        extractor: For ``lookup``: the extractor asked.
        key: For ``lookup`` its key; for ``siblings`` a name; for ``member`` its ordinal.
    """

    kind: str
    extractor: Extractor[Any] | None = None
    key: Hashable = None


class Surroundings(Protocol):
    """Answers questions; the engine's side of a pass."""

    def answer(self, question: Question) -> Any:
        """The answer, the same for equal questions as long as nothing changes."""
        ...

    def member_tree(self, ordinal: int) -> ParsedUnit:
        """The parsed unit of a member of the class whose header the pass is on."""
        ...


class UnitPass:
    """One unit, offered to the rules of its set.

    Attributes:
        view: The unit, its tree, the names of the classes around it.
        module: The surroundings of the module that settings and paths decide.
        ancestors: The nodes around the one that a handler was called with, outermost first;
            they end at the unit.
        cache: For extractors: what they computed of this unit's nodes.
    """

    __slots__ = ("_active", "_around", "_asked", "ancestors", "cache", "module", "view")

    def __init__(self, view: UnitView, module: ModuleInfo, around: Surroundings) -> None:
        self.view = view
        self.module = module
        self.ancestors: list[cst.CSTNode] = []
        self.cache: dict[Any, Any] = {}
        self._around = around
        self._asked: dict[Question, Any] = {}
        self._active: ActiveRule | None = None

    def begin(self, active: ActiveRule | None) -> None:
        """Say whose turn it is: its options are offered, its declared reads allowed."""
        self._active = active

    @property
    def reads(self) -> tuple[tuple[Question, Any], ...]:
        """The questions asked so far with their answers."""
        return tuple(self._asked.items())

    @property
    def parsed(self) -> ParsedUnit:
        """The parsed unit."""
        return self.view.parsed

    @property
    def class_path(self) -> tuple[str, ...]:
        """The names of the enclosing classes that are units, outermost first."""
        return self.view.class_path

    @property
    def options(self) -> Any:
        """The options of the rule whose turn it is."""
        return self._active.options if self._active else None

    def convention(self, key: str) -> Any:
        """A shared ``[conventions]`` value, ``None`` where settings do not set it.

        Raises:
            UndeclaredRead: When the rule does not list the key in ``reads``.
        """
        active = self._active
        if active is None:
            return None
        if key not in active.rule.reads:
            raise UndeclaredRead(f"rule `{active.rule.id}` reads convention `{key}` undeclared")
        return active.conventions.get(key)

    def lookup(self, extractor: Extractor[V], key: Hashable) -> V:
        """The value of a key.

        Raises:
            UndeclaredRead: When the rule does not list the extractor in ``requires``.
            NotReady: While facts of the project are missing; the rule is then silent, and asked
                again when they are there. No rule catches it.
        """
        active = self._active
        if active is not None and extractor not in active.readable:
            raise UndeclaredRead(f"rule `{active.rule.id}` reads `{extractor.id}` undeclared")
        return cast("V", self._ask(Question("lookup", extractor, key)))

    def lookup_if_ready(self, extractor: Extractor[V], key: Hashable) -> V | None:
        """As ``lookup``, but ``None`` while facts of the project are missing.

        For what a finding can do without, such as whether its fix is offered; the unit is asked
        again when the facts are there.
        """
        try:
            return self.lookup(extractor, key)
        except NotReady:
            return None

    def members(self, node: cst.ClassDef) -> tuple[Member, ...]:
        """The statements of a class body, reduced; a tracked read where they are units."""
        if self._is_header(node):
            return cast("tuple[Member, ...]", self._ask(Question("members")))
        return tuple(member_of(statement) for statement in node.body.body)

    def member_tree(self, node: cst.ClassDef, ordinal: int) -> cst.CSTNode | None:
        """The tree of one member; ``None`` where it does not parse. A tracked read."""
        if not self._is_header(node):
            return node.body.body[ordinal]
        self._ask(Question("member", key=ordinal))
        return self._around.member_tree(ordinal).node

    @property
    def enclosing_classes(self) -> tuple[Member, ...]:
        """The headers of the enclosing classes that are units, outermost first; tracked."""
        if not self.view.class_path:
            return ()
        return cast("tuple[Member, ...]", self._ask(Question("enclosing")))

    def siblings_named(self, name: str) -> tuple[bool, ...]:
        """Whether each member of the innermost enclosing class that binds ``name`` stands before.

        The unit itself counts as standing before. A tracked read.
        """
        if not self.view.class_path:
            return ()
        return cast("tuple[bool, ...]", self._ask(Question("siblings", key=name)))

    def quoted_expression(self, node: cst.SimpleString) -> cst.BaseExpression | None:
        """The expression inside a plain string literal, parsed under guard.

        ``None`` for prefixes, escapes, line breaks and what does not parse, so that offsets in
        the literal are offsets in the expression plus one quote.
        """
        if node.prefix or len(node.quote) != 1:
            return None
        text = node.raw_value
        if "\\" in text or not text.strip() or text != text.strip():
            return None
        return parse_expression(text)

    def span(self, place: Place) -> Span:
        """Where something stands, in code points relative to the unit."""
        if isinstance(place, Span):
            return place
        if isinstance(place, Comment | Line):
            return place.span
        return self.view.parsed.span(place)

    def pointer(self, node: cst.CSTNode) -> NodePtr:
        """A pointer to a node of this unit that survives its tree."""
        return NodePtr(type(node).__name__, self.view.parsed.span(node))

    def finding(
        self,
        place: Place,
        *,
        fix: FixRef | None = None,
        weak: bool = False,
        message: str | None = None,
        related: Sequence[tuple[Place, str]] = (),
        tags: tuple[Tag, ...] = (),
        ruff: str = "",
        **arguments: object,
    ) -> Finding:
        """A finding of the rule whose turn it is.

        Args:
            place: The node, token or span that the message names.
            fix: How to mend it.
            weak: At most a hint, unless the user set the severity of the id.
            message: Another template than the rule's own.
            related: Second places in this unit, with what to say about them.
            tags: LSP tags.
            ruff: The code of ``same_as_ruff`` that covers this finding, where codes have parts.
            **arguments: Values for the placeholders of the message.
        """
        active = self._active
        assert active is not None
        template = message or active.rule.message
        return Finding(
            rule=active.rule.id,
            span=self.span(place),
            message=template.format(**arguments) if arguments else template,
            fix=self._detached(fix, place) if fix else None,
            weak=weak,
            related=tuple(Related(self.span(p), text) for p, text in related),
            tags=tags,
            ruff=ruff,
        )

    def _detached(self, fix: FixRef, place: Place) -> Fix:
        node = fix.node if fix.node is not None else place
        if isinstance(node, cst.CSTNode):
            return Fix.of(fix, self.pointer(node))
        return Fix.of(fix, NodePtr("", self.span(node)))

    def _is_header(self, node: cst.ClassDef) -> bool:
        return self.view.unit.kind is UnitKind.CLASS_HEADER and node is self.view.parsed.node

    def _ask(self, question: Question) -> Any:
        asked = self._asked
        if question not in asked:
            asked[question] = self._around.answer(question)
        answer = asked[question]
        if answer is Answer.NOT_READY:
            raise NotReady
        return answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One contribution to a table, read as part of a whole sequence.

    Attributes:
        value: What the unit contributed.
        ordinal: Place of the entry in the sequence.
    """

    value: Any
    ordinal: int


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """A finding of a module rule, held by an entry of a sequence instead of a span.

    ``anchor`` names the attribute of the entry's value that points at the node to mark; it is
    read anew whenever the unit changes, so the finding moves with the text. Without an extractor
    the finding is about the whole file and stands at its start.
    """

    rule: str
    extractor: Extractor[Any] | None
    ordinal: int
    anchor: str
    message: str
    fix: FixRef | None = None
    weak: bool = False
    related: tuple[tuple[int, str, str], ...] = ()
    tags: tuple[Tag, ...] = ()
    ruff: str = ""


class ModulePass:
    """A whole module, as reduced values in document order."""

    __slots__ = ("_active", "_around", "_asked", "module")

    def __init__(self, module: ModuleInfo, around: Surroundings, active: ActiveRule) -> None:
        self.module = module
        self._around = around
        self._active = active
        self._asked: dict[Question, Any] = {}

    @property
    def reads(self) -> tuple[tuple[Question, Any], ...]:
        """The questions asked so far with their answers."""
        return tuple(self._asked.items())

    @property
    def options(self) -> Any:
        """The options of the rule."""
        return self._active.options

    def convention(self, key: str) -> Any:
        """A shared ``[conventions]`` value, ``None`` where settings do not set it.

        Raises:
            UndeclaredRead: When the rule does not list the key in ``reads``.
        """
        if key not in self._active.rule.reads:
            rule = self._active.rule.id
            raise UndeclaredRead(f"rule `{rule}` reads convention `{key}` undeclared")
        return self._active.conventions.get(key)

    def lookup(self, extractor: Extractor[V], key: Hashable) -> V:
        """The value of a key; raises ``UndeclaredRead`` for an undeclared extractor."""
        return cast("V", self._read(Question("lookup", extractor, key)))

    def sequence(self, extractor: Extractor[Any]) -> tuple[Entry, ...]:
        """Every contribution to a table in document order; a read of all of them."""
        return cast("tuple[Entry, ...]", self._read(Question("sequence", extractor)))

    def finding(
        self,
        extractor: Extractor[Any],
        entry: Entry,
        *,
        anchor: str = "anchor",
        fix: FixRef | None = None,
        weak: bool = False,
        message: str | None = None,
        related: Sequence[tuple[Entry, str]] = (),
        tags: tuple[Tag, ...] = (),
        ruff: str = "",
        **arguments: object,
    ) -> EntryFinding:
        """A finding at the node that ``entry.value.<anchor>`` points at."""
        template = message or self._active.rule.message
        return EntryFinding(
            rule=self._active.rule.id,
            extractor=extractor,
            ordinal=entry.ordinal,
            anchor=anchor,
            message=template.format(**arguments) if arguments else template,
            fix=fix,
            weak=weak,
            related=tuple((e.ordinal, anchor, text) for e, text in related),
            tags=tags,
            ruff=ruff,
        )

    def finding_on_file(
        self,
        *,
        fix: FixRef | None = None,
        weak: bool = False,
        message: str | None = None,
        ruff: str = "",
        **arguments: object,
    ) -> EntryFinding:
        """A finding about the whole file, at its first character."""
        template = message or self._active.rule.message
        return EntryFinding(
            rule=self._active.rule.id,
            extractor=None,
            ordinal=0,
            anchor="",
            message=template.format(**arguments) if arguments else template,
            fix=fix,
            weak=weak,
            ruff=ruff,
        )

    def _read(self, question: Question) -> Any:
        if question.extractor not in self._active.readable:
            name = question.extractor.id if question.extractor else "?"
            raise UndeclaredRead(f"rule `{self._active.rule.id}` reads `{name}` undeclared")
        if question not in self._asked:
            self._asked[question] = self._around.answer(question)
        answer = self._asked[question]
        if answer is Answer.NOT_READY:
            raise NotReady
        return answer
