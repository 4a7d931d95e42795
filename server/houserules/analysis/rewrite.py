"""What a transform is given: a pass that also builds changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from houserules.analysis.passes import Place, UnitPass
from houserules.analysis.structure import UnitView
from houserules.analysis.surroundings import Around
from houserules.analysis.walk import path_to, walk
from houserules.fixes.change import Change
from houserules.syntax.ptr import NodePtr, resolve
from houserules.text.lines import LineIndex
from houserules.text.span import Span

if TYPE_CHECKING:
    from houserules.analysis.engine import ModuleAnalysis
    from houserules.analysis.project_sources import ProjectSources
    from houserules.analysis.state import UnitState


class RewritePass(UnitPass):
    """One unit of an analysed document, open for changes.

    Every changing method returns a ``Change``; nothing is changed here.
    """

    __slots__ = ("_analysis", "_state", "project")

    def __init__(
        self, analysis: ModuleAnalysis, state: UnitState, project: ProjectSources | None = None
    ) -> None:
        """The document must be analysed as far as extraction goes.

        ``project`` is there for fixes that reach further than their file.
        """
        view = UnitView(state.unit, analysis.parse(state.unit), state.class_path)
        around = Around(state, analysis.sequence, analysis.tables, analysis.parse)
        super().__init__(view, analysis.module, around)
        self._analysis = analysis
        self._state = state
        self.project = project

    def stand_on(self, node: cst.CSTNode) -> None:
        """Set ``ancestors`` as the walk has them when it reaches ``node``."""
        root = self.view.parsed.node
        path = path_to(root, node) if root is not None else None
        self.ancestors = list(path or ())

    def visit(self) -> Iterator[cst.CSTNode]:
        """Walk the unit with ``ancestors`` kept up to date."""
        root = self.view.parsed.node
        if root is not None:
            yield from walk(root, self.ancestors, self.view.hidden_body)

    def resolve(self, pointer: NodePtr) -> cst.CSTNode | None:
        """The node a pointer points at in this unit."""
        return resolve(self.view.parsed, pointer)

    # -- other units -------------------------------------------------------------------------

    def units(self) -> Iterator[RewritePass]:
        """A pass for every unit of the module, in order; for reach ``module``."""
        for state in tuple(self._analysis.states):
            yield self if state is self._state else self._beside(state)

    def class_members(self) -> Sequence[RewritePass]:
        """Passes for the units below this class header, nested ones included."""
        states = self._analysis.states
        header = self._analysis.sequence.index(self._state)
        depth = self._state.unit.depth
        found: list[RewritePass] = []
        for state in states[header + 1 :]:
            if state.unit.depth <= depth:
                break
            found.append(self._beside(state))
        return found

    def class_header(self) -> RewritePass | None:
        """A pass for the innermost enclosing class header."""
        around = self._analysis.sequence.headers_around(self._analysis.sequence.index(self._state))
        return self._beside(self._analysis.states[around[-1]]) if around else None

    def neighbour(self, step: int) -> RewritePass | None:
        """The pass of the unit ``step`` places after this one, negative for before."""
        index = self._analysis.sequence.index(self._state) + step
        if not 0 <= index < len(self._analysis.states):
            return None
        return self._beside(self._analysis.states[index])

    def _beside(self, state: UnitState) -> RewritePass:
        return RewritePass(self._analysis, state, self.project)

    # -- text --------------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """The text of the unit."""
        return self.view.unit.text

    @property
    def newline(self) -> str:
        """The newline of the file."""
        return self._analysis.tree.defaults.newline

    @property
    def indent(self) -> str:
        """One step of indentation of the file."""
        return self._analysis.tree.defaults.indent

    def text(self, place: Place) -> str:
        """The text of a place, as it stands."""
        span = self.span(place)
        return self.view.unit.text[span.start : span.end]

    def code(self, node: cst.CSTNode) -> str:
        """The code of a node with the file's indentation and newlines."""
        defaults = self._analysis.tree.defaults
        module = cst.Module(
            body=(), default_indent=defaults.indent, default_newline=defaults.newline
        )
        return module.code_for_node(node)

    # -- changes -----------------------------------------------------------------------------

    def replace(self, node: cst.CSTNode, replacement: cst.CSTNode | str) -> Change:
        """Put other code in the place of a node, its parentheses excluded."""
        text = replacement if isinstance(replacement, str) else self.code(replacement)
        return Change(self.view.unit, self.span(node), text)

    def replace_span(self, span: Span, text: str, *, drops_comments: bool = False) -> Change:
        """Put a text in the place of a span."""
        return Change(self.view.unit, span, text, drops_comments)

    def insert(self, offset: int, text: str) -> Change:
        """Insert a text before an offset of the unit."""
        return Change(self.view.unit, Span(offset, offset), text)

    def line_of(self, place: Place) -> int:
        """The number of the line of the document that a place starts on, from 1."""
        start = self._analysis.tree.start(self._analysis.sequence.index(self._state))
        return LineIndex.of(self._analysis.text).line_of(start + self.span(place).start) + 1

    def lines_of(self, place: Place) -> Span:
        """The whole lines that a place touches, the last break included."""
        span, text = self.span(place), self.view.unit.text
        start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
        stop = span.end
        while stop < len(text) and text[stop] not in "\r\n":
            stop += 1
        if text.startswith("\r\n", stop):
            stop += 2
        elif stop < len(text):
            stop += 1
        return Span(start, stop)

    def indentation(self, place: Place) -> str:
        """The white space before the first character of the line that a place starts on."""
        line = self.lines_of(Span(self.span(place).start, self.span(place).start))
        text = self.view.unit.text[line.start : line.end]
        return text[: len(text) - len(text.lstrip(" \t"))]

    def remove_comment(self, comment: Span) -> Change:
        """Remove a comment, with its line if it stands alone."""
        text = self.view.unit.text
        line = self.lines_of(comment)
        if text[line.start : comment.start].strip() == "":
            return Change(self.view.unit, line, "", drops_comments=True)
        start = comment.start
        while start > line.start and text[start - 1] in " \t":
            start -= 1
        return Change(self.view.unit, Span(start, comment.end), "", drops_comments=True)

    def has_comment(self, span: Span) -> bool:
        """Whether a comment lies in a span."""
        return any(span.start <= c.span.start < span.end for c in self.view.parsed.comments)
