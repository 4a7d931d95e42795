"""Routers of FastAPI as facts: where they are made, what hangs on them, and what becomes of them.

A use is recorded wherever an expression speaks of a router by its name, or hands something to
``include_router``. What is not proven to be an inclusion is a use all the same: whoever asks
whether a router is ever included must then stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping

import libcst as cst

from houserules.analysis.project import fact
from houserules.analysis.structure import (
    UnitView,
    dotted_name,
    first_statement,
    without_call,
)
from houserules.analysis.walk import descendants
from houserules.extractors.inclusions import (
    UNKNOWN,
    Named,
    RouterUse,
    Row,
    UseKind,
    is_inclusion,
    makers,
    rows,
    target_names,
    written_prefix,
)
from houserules.extractors.scoped_walk import Locals, outer_name, scoped_walk
from houserules.extractors.strings import argument, literal_string

_NAMED_IN_TEXT = re.compile(r"(?:[\w.]+[.:])?(\w*router\w*)", re.IGNORECASE)
_OWN_ROUTER = frozenset({"self", "cls", "app", "application", "request"})
"""What has a ``router`` attribute that is no module's."""


def _uses(view: UnitView) -> Iterator[tuple[Hashable, RouterUse]]:
    if view.node is None or not _may_use(view.unit.text):
        return
    seen: set[RouterUse] = set()
    for use in _Uses(view).found():
        if use not in seen:
            seen.add(use)
            yield use.used.name.rpartition(".")[2], use


_Loop = tuple[tuple[str, ...], int, str]
"""The names that a loop binds, which of them is included, and the attributes taken from it."""


def _may_use(text: str) -> bool:
    """Whether a line that is no decorator speaks of a router."""
    lowered = text.lower()
    if "router" not in lowered:
        return False
    return any("router" in x and not x.lstrip().startswith("@") for x in lowered.splitlines())


class _Uses:
    """Collects the uses of one unit; parents are met first and claim what they account for."""

    def __init__(self, view: UnitView) -> None:
        assert view.node is not None
        self._view = view
        self._root = view.node
        self._claimed: set[cst.CSTNode] = set()
        self._doubtful: set[cst.CSTNode] = set()
        self._made: Mapping[str, str] | None = None

    def found(self) -> Iterator[RouterUse]:
        """The uses in the order of the source."""
        for node, known in scoped_walk(self._root, self._view.hidden_body):
            if node in self._claimed:
                continue
            yield from self._in_node(node, known)

    def _in_node(self, node: cst.CSTNode, known: Locals) -> Iterator[RouterUse]:
        match node:
            case cst.Import() | cst.ImportFrom() | cst.Annotation():
                self._claimed.update(descendants(node))
            case cst.Decorator():
                self._claim_chain(without_call(node.decorator))
                self._claimed.add(node.decorator)
            case cst.If() | cst.Try() | cst.TryStar() | cst.While() | cst.Match() | cst.IfExp():
                self._doubtful.update(n for n in descendants(node) if is_inclusion(n))
            case cst.For():
                yield from self._loop(node.target, node.iter, node.body, known)
            case cst.GeneratorExp() | cst.ListComp() | cst.SetComp():
                loop = node.for_in
                yield from self._loop(loop.target, loop.iter, node.elt, known)
            case cst.Call():
                yield from self._call(node, known)
            case cst.Assign() | cst.AnnAssign():
                yield from self._assigned(node, known)
            case cst.SimpleString():
                yield from self._text(node)
            case cst.Name() | cst.Attribute():
                yield from self._chain(node, known)
            case _:
                self._claim_names(node)

    def _claim_names(self, node: cst.CSTNode) -> None:
        """Names that are bound, or are no expressions."""
        for name in ("name", "target", "keyword"):
            below = getattr(node, name, None)
            if isinstance(below, cst.Name | cst.Attribute):
                self._claim_chain(below)

    def _claim_chain(self, node: cst.CSTNode) -> None:
        """A name with its attributes."""
        while isinstance(node, cst.Attribute):
            self._claimed.update((node, node.attr))
            node = node.value
        if isinstance(node, cst.Name):
            self._claimed.add(node)

    def _call(self, call: cst.Call, known: Locals) -> Iterator[RouterUse]:
        if dotted_name(call.func):
            self._claim_chain(call.func)
        child = argument(call, "router", 0) if is_inclusion(call) else None
        if child is None or child.star or not dotted_name(child.value):
            return
        self._claim_chain(child.value)
        used = self._named(child.value, known)
        if used is not None:
            yield self._inclusion(call, used, known, written_prefix(call))

    def _inclusion(
        self,
        call: cst.Call,
        used: Named,
        known: Locals,
        prefix: str | None,
        kind: UseKind = UseKind.INCLUDED,
    ) -> RouterUse:
        assert isinstance(call.func, cst.Attribute)
        parent = self._parent(call.func.value, known)
        return RouterUse(used, kind, parent, prefix, call not in self._doubtful)

    def _parent(self, node: cst.CSTNode, known: Locals) -> Named:
        dotted = dotted_name(node)
        meant = outer_name(dotted, known) if dotted else None
        if meant is not None:
            return Named(*meant)
        return Named(dotted or UNKNOWN, made_by=self._maker(dotted))

    def _named(self, node: cst.CSTNode, known: Locals) -> Named | None:
        """What an expression names; ``None`` for a plain local name, which something else made."""
        dotted = dotted_name(node)
        meant = outer_name(dotted, known) if dotted else None
        if meant is not None:
            return Named(*meant)
        root, _, rest = dotted.partition(".")
        return Named(f"{UNKNOWN}.{rest}") if rest and root not in _OWN_ROUTER else None

    def _maker(self, name: str) -> str:
        """What made a local name, ``?`` where that is not the only thing it may be."""
        if self._made is None:
            made: dict[str, str] = {}
            for key, callee in makers(self._root):
                made[key] = callee if made.get(key, callee) == callee else "?"
            self._made = made
        return self._made.get(name) or "?"

    def _loop(
        self, target: cst.CSTNode, over: cst.CSTNode, body: cst.CSTNode, known: Locals
    ) -> Iterator[RouterUse]:
        """The inclusions in a loop over a container that is written out, or has a name."""
        self._claimed.update(descendants(target))
        names, written = target_names(target), rows(over)
        for call in descendants(body):
            child = argument(call, "router", 0) if isinstance(call, cst.Call) else None
            if child is None or child.star or not is_inclusion(call):
                continue
            assert isinstance(call, cst.Call)
            root, _, rest = dotted_name(child.value).partition(".")
            if root not in names:
                continue
            place = names.index(root)
            if written:
                found = self._of_rows(call, (names, place, rest), written, known)
            else:
                found = self._of_container(call, (names, place, rest), over, known)
            if found:
                self._claimed.update((call, *descendants(child), *descendants(over)))
                self._claim_chain(call.func)
                yield from found

    def _of_rows(
        self, call: cst.Call, loop: _Loop, written: tuple[Row, ...], known: Locals
    ) -> tuple[RouterUse, ...]:
        names, place, rest = loop
        given = argument(call, "prefix")
        prefix_name = dotted_name(given.value) if given is not None else ""
        found: list[RouterUse] = []
        for row in written:
            first = dotted_name(row[place]) if len(row) == len(names) else ""
            meant = outer_name(f"{first}.{rest}" if rest else first, known) if first else None
            if meant is None:
                return ()
            prefix = written_prefix(call)
            if prefix_name in names:
                prefix = literal_string(row[names.index(prefix_name)])
            found.append(self._inclusion(call, Named(*meant), known, prefix))
        return tuple(found)

    def _of_container(
        self, call: cst.Call, loop: _Loop, over: cst.CSTNode, known: Locals
    ) -> tuple[RouterUse, ...]:
        names, _, rest = loop
        container = self._named(over, known) if len(names) == 1 and not rest else None
        if container is None:
            return ()
        prefix = written_prefix(call)
        return (self._inclusion(call, container, known, prefix, UseKind.EACH_INCLUDED),)

    def _assigned(self, node: cst.Assign | cst.AnnAssign, known: Locals) -> Iterator[RouterUse]:
        targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else []
        targets = targets or [node.target] if isinstance(node, cst.AnnAssign) else targets
        for target in targets:
            self._claimed.update(descendants(target))
        names = [t.value for t in targets if isinstance(t, cst.Name)]
        value = node.value
        if "__all__" in names and value is not None:
            self._claimed.update(descendants(value))
            return
        if value is None or known or self._view.class_path or len(names) != 1:
            return
        if len(targets) != 1 or first_statement(self._root) is not node:
            return
        if isinstance(value, cst.List | cst.Tuple | cst.Set):
            for element in value.elements:
                yield from self._held(element.value, UseKind.LISTED, names[0], known)
        else:
            yield from self._held(value, UseKind.ALIASED, names[0], known)

    def _held(
        self, value: cst.CSTNode, kind: UseKind, holder: str, known: Locals
    ) -> Iterator[RouterUse]:
        used = self._named(value, known)
        if used is not None and "router" in used.name.lower():
            self._claim_chain(value)
            yield RouterUse(used, kind, holder=holder)

    def _text(self, node: cst.SimpleString) -> Iterator[RouterUse]:
        """Names in strings may be looked up, by ``getattr`` or as ``module:name``."""
        text = literal_string(node) or ""
        match = _NAMED_IN_TEXT.fullmatch(text)
        if match is not None:
            yield RouterUse(Named(f"{UNKNOWN}.{match[1]}"), UseKind.OTHER)

    def _chain(self, node: cst.Name | cst.Attribute, known: Locals) -> Iterator[RouterUse]:
        dotted = dotted_name(node)
        self._claim_chain(node)
        parts = (dotted or f"{UNKNOWN}.{_last(node)}").split(".")
        last = max((i for i, p in enumerate(parts) if "router" in p.lower()), default=-1)
        if last < 0:
            return
        meant = outer_name(".".join(parts[: last + 1]), known)
        if meant is not None:
            yield RouterUse(Named(*meant), UseKind.OTHER)
        elif last == len(parts) - 1 > 0 and parts[0] not in _OWN_ROUTER:
            yield RouterUse(Named(f"{UNKNOWN}.{parts[-1]}"), UseKind.OTHER)


def _last(node: cst.Name | cst.Attribute) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else node.value


ROUTER_USES = fact("router-uses", _uses, RouterUse)
"""Last segment of a name → the uses of what may be a router of that name, or a list of them."""
