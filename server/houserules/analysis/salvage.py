"""What a broken unit may still bind: read from its tokens, a pure function of its text.

A half-typed statement must not make the hints of a whole file flicker, so names that can be read
stay bound, and a name that cannot be read is bound to nothing known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from houserules.analysis.binding_names import WILDCARD, Binding, BindingKind
from houserules.analysis.structure import UnitView
from houserules.syntax.tokens import Token, logical_lines

_DEFINES = {"def": BindingKind.FUNCTION, "class": BindingKind.CLASS}
_ASSIGNS = frozenset({"=", ":", ":="})


def salvaged_bindings(view: UnitView) -> Iterator[Binding]:
    """The names that a unit without a tree binds, as far as its lines show."""
    text = view.unit.text
    hidden_below: int | None = None
    for line in logical_lines(text):
        if not line.tokens:
            continue
        if hidden_below is not None and line.indent_column > hidden_below:
            continue
        hidden_below = None
        words = [text[t.span.start : t.span.end] for t in line.tokens]
        yield from _line_bindings(words, line.tokens)
        if _starts_scope(words):
            hidden_below = line.indent_column


def salvaged_decorators(view: UnitView) -> tuple[str, ...] | None:
    """The dotted names of the decorators of a function that does not parse.

    Calls without their arguments; ``""`` for one that is no dotted name. ``None`` where the unit
    does not begin like a function.
    """
    text = view.unit.text
    found: list[str] = []
    for line in logical_lines(text):
        words = [text[t.span.start : t.span.end] for t in line.tokens]
        if not words:
            continue
        if words[0] != "@":
            return tuple(found) if _starts_scope(words) and "class" not in words[:1] else None
        name = "".join(words[1 : words.index("(")] if "(" in words else words[1:])
        found.append(name if all(part.isidentifier() for part in name.split(".")) else "")
    return None


def _starts_scope(words: Sequence[str]) -> bool:
    return words[0] in _DEFINES or words[:2] == ["async", "def"]


def _line_bindings(words: Sequence[str], tokens: Sequence[Token]) -> Iterator[Binding]:
    first = 1 if words[0] == "async" else 0
    word = words[first] if first < len(words) else ""
    if word in _DEFINES:
        if first + 1 < len(words) and words[first + 1].isidentifier():
            yield Binding(words[first + 1], _DEFINES[word])
        return
    if word == "import":
        yield from _plain_import(words[1:])
        return
    if word == "from":
        yield from _from_import(words[1:])
        return
    yield from _assigned(words, tokens)


def _plain_import(words: Sequence[str]) -> Iterator[Binding]:
    for item in _split(words, ","):
        path, name = _path_and_name(item)
        if not path:
            continue
        if name:
            yield Binding(name, BindingKind.IMPORT, path)
        else:
            root = path.partition(".")[0]
            yield Binding(root, BindingKind.IMPORT, root)


def _from_import(words: Sequence[str]) -> Iterator[Binding]:
    if "import" not in words:
        return
    at = words.index("import")
    module = "".join(words[:at])
    names = [w for w in words[at + 1 :] if w not in "()"]
    if names[:1] == ["*"]:
        yield Binding(WILDCARD, BindingKind.IMPORT, module)
        return
    separator = "" if module.endswith(".") else "."
    for item in _split(names, ","):
        path, name = _path_and_name(item)
        if path:
            yield Binding(name or path, BindingKind.IMPORT, f"{module}{separator}{path}")


def _path_and_name(words: Sequence[str]) -> tuple[str, str]:
    """``a.b as c`` → (``a.b``, ``c``); unreadable → empty."""
    before, _, after = _partition(words, "as")
    path = "".join(before)
    readable = all(part.isidentifier() for part in path.split(".")) if path else False
    name = after[0] if after and after[0].isidentifier() else ""
    return (path if readable else ""), name


def _assigned(words: Sequence[str], tokens: Sequence[Token]) -> Iterator[Binding]:
    """Every name before an assignment sign or after ``for`` and ``as``, generously."""
    for index, word in enumerate(words):
        follows = words[index + 1] if index + 1 < len(words) else ""
        before = words[index - 1] if index else ""
        bound = follows in _ASSIGNS or follows == "," or before in ("for", "as", ",")
        if tokens[index].kind == "name" and word.isidentifier() and bound and before != ".":
            yield Binding(word, BindingKind.UNKNOWN)


def _split(words: Sequence[str], separator: str) -> Iterator[Sequence[str]]:
    item: list[str] = []
    for word in words:
        if word == separator:
            yield item
            item = []
        else:
            item.append(word)
    yield item


def _partition(words: Sequence[str], word: str) -> tuple[Sequence[str], str, Sequence[str]]:
    if word not in words:
        return words, "", ()
    at = list(words).index(word)
    return words[:at], word, words[at + 1 :]
