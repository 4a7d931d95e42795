"""Where the nodes of a unit lie in its text.

LibCST computes positions of whole modules, as lines and columns. This records offsets while the
code of one unit is generated, which is several times cheaper; the spans are those of LibCST's
`PositionProvider` ("syntactic" positions: without surrounding white space and comments).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import TypeAlias, TypeVar

import libcst as cst
from libcst._nodes.internal import CodegenState

from houserules.syntax.unit import Defaults
from houserules.text.span import Span

Spans: TypeAlias = dict[cst.CSTNode, Span]

_T = TypeVar("_T")

_NOTHING = nullcontext()
# Half the cost of `Span(start, end)`, and this is done for every node.
_new: Callable[[type[Span], tuple[int, int]], Span] = tuple.__new__  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] - its overloads are untyped


class CodeWriter(CodegenState):
    """A code generation state that keeps no positions, without the cost of LibCST's default."""

    __slots__ = ()

    # Entered for every other node: one shared context in place of a generator each time.
    def record_syntactic_position(  # pyright: ignore[reportIncompatibleMethodOverride] - a cheaper context is enough
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        """Do nothing around the code of `node`."""
        return _NOTHING


class OffsetRecorder(CodegenState):
    """A code generation state that notes the offsets between which each node is written."""

    __slots__ = ("offset", "spans", "starts")

    def __init__(self, default_indent: str, default_newline: str, offset: int) -> None:
        """Begin at `offset`."""
        super().__init__(default_indent, default_newline)
        self.spans: dict[cst.CSTNode, Span] = {}
        self.starts: list[int] = []
        self.offset = offset

    def add_indent_tokens(self) -> None:
        """Write the indentation of the current block."""
        for token in self.indent_tokens:
            self.offset += len(token)

    def add_token(self, value: str) -> None:
        """Write a token."""
        self.offset += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        """Note where a node begins."""
        self.starts.append(self.offset)

    def after_codegen(self, node: cst.CSTNode) -> None:
        """Note where a node ends, unless it has a narrower, syntactic position."""
        start = self.starts.pop()
        if node not in self.spans:
            self.spans[node] = _new(Span, (start, self.offset))

    def record_syntactic_position(  # pyright: ignore[reportIncompatibleMethodOverride] - a cheaper context is enough
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        """Note the position of `node` without the white space it owns."""
        return _SyntacticPosition(self, node, start_node, end_node)


class _SyntacticPosition(AbstractContextManager[None]):
    __slots__ = ("end_node", "node", "recorder", "start", "start_node")

    def __init__(
        self,
        recorder: OffsetRecorder,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self.recorder = recorder
        self.node = node
        self.start_node = start_node
        self.end_node = end_node
        self.start = recorder.offset

    def __enter__(self) -> None:
        self.start = self.recorder.offset

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            return
        spans = self.recorder.spans
        start = self.start if self.start_node is None else spans[self.start_node].start
        end = self.recorder.offset if self.end_node is None else spans[self.end_node].end
        spans[self.node] = _new(Span, (start, end))


def record_spans(node: cst.CSTNode, defaults: Defaults, indent: str | None, offset: int) -> Spans:
    """Return the span of every node under `node`, whose code begins at `offset`.

    `indent` is the indentation of the block around it, `defaults` are those of its file.

    Raises:
        RecursionError: the tree is deeper than a whole stack of Python allows.
    """
    recorder = OffsetRecorder(defaults.indent, defaults.newline, offset)
    _write(node, recorder, indent)
    return recorder.spans


def code_of(node: cst.CSTNode, defaults: Defaults, indent: str | None) -> str:
    """Return the code of a statement as it stands inside a block indented by `indent`.

    Raises:
        RecursionError: the tree is deeper than a whole stack of Python allows.
    """
    writer = CodeWriter(defaults.indent, defaults.newline)
    _write(node, writer, indent)
    return "".join(writer.tokens)


def _write(node: cst.CSTNode, state: CodegenState, indent: str | None) -> None:
    if indent is not None:
        state.increase_indent(indent)
    node._codegen(state)  # pyright: ignore[reportPrivateUsage] - no public way takes a state


def with_whole_stack(function: Callable[[], _T]) -> _T:
    """Call `function`; if the stack of the caller is too full for it, again on an empty one.

    What a deep tree gives must not depend on how deep the caller is.

    Raises:
        RecursionError: an empty stack does not hold it either.
    """
    try:
        return function()
    except RecursionError:
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(function).result()
