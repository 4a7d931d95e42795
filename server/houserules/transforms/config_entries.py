"""The entries of a pydantic configuration with their comments: read from one form, written in
the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.strings import literal_string
from houserules.syntax.tokens import Comment
from houserules.syntax.unit import UnitKind

_CONTINUED = re.compile(r"\\(?:\r\n|\n|\r)")
_BREAK = re.compile(r"\r\n|\n|\r")
_LONGEST_LINE = 88


@dataclass(slots=True)
class Entry:
    """One key with the source of its value and the comments that go with it."""

    key: str
    value: str
    node: cst.BaseExpression
    above: list[str] = field(default_factory=list[str])
    beside: str = ""


@dataclass(slots=True)
class Entries:
    """A configuration.

    Attributes:
        items: The entries in order.
        base: The model whose configuration this one extends, ``""`` for none.
        beside: The comment beside what opens it.
        below: Comments below the last entry.
    """

    items: list[Entry] = field(default_factory=list[Entry])
    base: str = ""
    beside: str = ""
    below: list[str] = field(default_factory=list[str])

    @property
    def has_comments(self) -> bool:
        """Whether any comment goes with it."""
        beside = any(i.above or i.beside for i in self.items)
        return bool(beside or self.beside or self.below)


def entries_of_class(rewrite: RewritePass, node: cst.ClassDef, base: str) -> Entries | None:
    """The entries of a ``class Config``; ``None`` if it holds anything but assignments."""
    found = Entries(base=base)
    start = rewrite.view.unit.item_start
    own = [c for c in rewrite.parsed.comments if c.span.start >= start]
    if rewrite.view.unit.kind is not UnitKind.CLASS_HEADER:
        statements = list(node.body.body)
        if own or isinstance(node.body, cst.IndentedBlock):
            return None
        return found if all(_add(found, rewrite, s, ()) for s in statements) else None
    found.beside = own[0].text if own else ""
    if len(own) > 1:
        return None
    for member in rewrite.class_members():
        comments = member.parsed.comments
        if member.view.unit.kind is UnitKind.FOOTER:
            found.below += [c.text for c in comments]
            continue
        line = member.view.node
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            return None
        if not _add(found, member, line.body[0], comments):
            return None
    return found


def entries_of_dict(rewrite: RewritePass, value: cst.BaseExpression) -> Entries | None:
    """The entries of a ``ConfigDict(...)`` or a dict display; ``None`` where a key is not literal.

    A comment goes with the entry on its line, one on its own line with the entry below.
    """
    found = Entries()
    source = rewrite.source
    nodes = value.args if isinstance(value, cst.Call) else getattr(value, "elements", ())
    ends: list[int] = []
    pending = [c for c in rewrite.parsed.comments if c.span.start >= rewrite.span(value).start]
    for node in nodes:
        span = rewrite.span(node)
        above, pending = _before(pending, span.start)
        pending = [c for c in pending if c.span.start >= span.end]
        base = _base_of_star(node)
        if base:
            if found.items or found.base or above:
                return None
            found.base = base
            ends.append(span.end)
            continue
        if isinstance(node, cst.Arg) and node.keyword is not None:
            key, text = node.keyword.value, source[source.index("=", span.start) + 1 : span.end]
        elif isinstance(node, cst.DictElement):
            key = literal_string(node.key) or ""
            text = source[source.index(":", rewrite.span(node.key).end) + 1 : span.end]
        else:
            return None
        if not key.isidentifier() or _CONTINUED.search(text):
            return None
        entry = Entry(key, text.strip(), node.value)
        for comment in above:
            if comment.own_line:
                entry.above.append(comment.text)
            elif found.items and not found.items[-1].beside:
                found.items[-1].beside = comment.text
            elif not found.items and not found.base and not found.beside:
                found.beside = comment.text
            else:
                return None
        found.items.append(entry)
        ends.append(span.end)
    return found if _add_rest(found, pending, source, rewrite.span(value).end) else None


def as_call(rewrite: RewritePass, entries: Entries, callee: str, indent: str, step: str) -> str:
    """``model_config = ConfigDict(...)``, on one line if it fits and has no comments."""
    parts = [f"**{entries.base}.model_config"] if entries.base else []
    parts += [f"{i.key}={i.value}" for i in entries.items]
    line = f"{indent}model_config = {callee}({', '.join(parts)})"
    if not entries.has_comments and not _BREAK.search(line) and len(line) <= _LONGEST_LINE:
        return line
    inner = indent + step
    lines = [f"{indent}model_config = {callee}({_beside(entries.beside)}"]
    lines += [f"{inner}**{entries.base}.model_config,"] if entries.base else []
    for item in entries.items:
        lines += [inner + comment for comment in item.above]
        lines.append(f"{inner}{item.key}={item.value},{_beside(item.beside)}")
    lines += [inner + comment for comment in entries.below]
    return rewrite.newline.join([*lines, f"{indent})"])


def as_class(rewrite: RewritePass, entries: Entries, indent: str, step: str) -> str | None:
    """``class Config:`` with one assignment a line."""
    inner = indent + step
    base = f"({entries.base}.Config)" if entries.base else ""
    lines = [f"{indent}class Config{base}:{_beside(entries.beside)}"]
    for item in entries.items:
        value = _reindented(item.value, inner)
        if value is None:
            return None
        lines += [inner + comment for comment in item.above]
        lines.append(f"{inner}{item.key} = {value}{_beside(item.beside)}")
    lines += [inner + comment for comment in entries.below]
    if not entries.items:
        lines.append(f"{inner}pass")
    return rewrite.newline.join(lines)


def _beside(comment: str) -> str:
    return f"  {comment}" if comment else ""


def _base_of_star(node: cst.CSTNode) -> str:
    """``Base`` of ``**Base.model_config``."""
    is_star = (isinstance(node, cst.Arg) and node.star == "**") or isinstance(
        node, cst.StarredDictElement
    )
    value = getattr(node, "value", None)
    if not is_star or not isinstance(value, cst.Attribute) or value.attr.value != "model_config":
        return ""
    return dotted_name(value.value)


def _add(
    found: Entries, rewrite: RewritePass, statement: cst.CSTNode, comments: Sequence[Comment]
) -> bool:
    """Add the entry of one assignment; whether it is one."""
    span = rewrite.span(statement)
    above = [c.text for c in comments if c.span.end <= span.start]
    beside = [c.text for c in comments if c.span.start >= span.end]
    if isinstance(statement, cst.Pass):
        found.below += above + beside
        return True
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target, before = statement.targets[0].target, statement.targets[0].target
    elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
        target, before = statement.target, statement.annotation.annotation
    else:
        return False
    value = statement.value
    if not isinstance(target, cst.Name) or value is None or isinstance(value, cst.Yield):
        return False
    source = rewrite.source
    text = source[source.index("=", rewrite.span(before).end) + 1 : span.end].strip()
    if _CONTINUED.search(text) or len(beside) > 1:
        return False
    if isinstance(value, cst.Tuple) and not value.lpar:
        text = f"({text})"
    found.items.append(Entry(target.value, text, value, above, beside[0] if beside else ""))
    return True


def _before(comments: Sequence[Comment], offset: int) -> tuple[list[Comment], list[Comment]]:
    return (
        [c for c in comments if c.span.start < offset],
        [c for c in comments if c.span.start >= offset],
    )


def _add_rest(found: Entries, comments: Sequence[Comment], source: str, end: int) -> bool:
    """Place the comments below the last entry; whether each has a place."""
    for comment in comments:
        if comment.own_line:
            found.below.append(comment.text)
        elif comment.span.start < end and found.items and not found.items[-1].beside:
            found.items[-1].beside = comment.text
        elif not found.beside:
            found.beside = comment.text
        else:
            return False
    return True


def _reindented(value: str, inner: str) -> str | None:
    """A value whose last line is no further left than the line that it begins on."""
    lines = _BREAK.split(value)
    last = lines[-1]
    missing = inner.removeprefix(last[: len(last) - len(last.lstrip())])
    if len(lines) == 1 or missing == "":
        return value
    if '"""' in value or "'''" in value or not inner.endswith(missing):
        return None
    breaks = _BREAK.findall(value)
    shifted = [lines[0], *(missing + line if line.strip() else line for line in lines[1:])]
    return "".join(a + b for a, b in zip(shifted, [*breaks, ""], strict=True))
