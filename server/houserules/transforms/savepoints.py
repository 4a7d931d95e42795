"""The writes of a ``try`` go into a savepoint."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.extractors.savepoints import SAVEPOINT_READS, unprotected_write
from houserules.extractors.sessions import SessionKind
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

SAVEPOINT_REASON = "a failed write is rolled back alone; the rest of the transaction stays"


def _apply(rewrite: RewritePass, node: cst.Try) -> Iterator[Change | Refusal]:
    found = unprotected_write(rewrite, node)
    if found is None or not found.session or not isinstance(node.body, cst.IndentedBlock):
        return
    lines = node.body.body
    if any(not isinstance(line, cst.SimpleStatementLine) for line in lines):
        yield Refusal("the block holds more than plain statements")
        return
    start = rewrite.lines_of(lines[0]).start
    end = rewrite.lines_of(lines[-1]).end
    inner = rewrite.source[start:end]
    if '"""' in inner or "'''" in inner or "\\\n" in inner:
        yield Refusal("a string over several lines would change")
        return
    indentation = rewrite.indentation(lines[0])
    word = "async with" if found.kind is SessionKind.ASYNC else "with"
    head = f"{indentation}{word} {found.session}.begin_nested():{rewrite.newline}"
    moved = "".join(
        rewrite.indent + line if line.strip() else line for line in inner.splitlines(keepends=True)
    )
    yield rewrite.replace_span(Span(start, end), head + moved)


wrap_in_savepoint = Transform(
    id="wrap-in-savepoint",
    title="Write in a savepoint",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=SAVEPOINT_READS,
)
