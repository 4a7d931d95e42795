"""Where the caret stands in a settings file, also while the TOML is half typed.

Only what stands before the caret counts. A statement that is unfinished ends where the next line
looks like a statement, so that an open bracket above does not hide everything below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from houserules.text.span import Span

Keys = tuple[str, ...]

_TOKEN = re.compile(
    r"""(?P<long>\"{3}(?:[^\\]|\\.)*?(?:\"{3}|$(?![\s\S]))|'{3}[\s\S]*?(?:'{3}|$(?![\s\S])))"""
    r"""|(?P<string>"(?:[^"\\\n]|\\[^\n])*"?|'[^'\n]*'?)"""
    r"|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<blank>[ \t\r]+)"
    r"|(?P<word>[A-Za-z0-9_+:-]+)|(?P<mark>.)",
    re.DOTALL,
)
_STATEMENT = re.compile(
    r"""[ \t]*(?:\[\[?[ \t]*[A-Za-z][^\]\n]*\]"""
    r"""|(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*[\w"'/-]+)*[ \t]*=)"""
)
_LONGEST = 200_000
"""Code points before the caret; settings files are far shorter."""

_REST_OF_WORD = re.compile(r"[\w/-]*")
_KEY_OF_LINE = re.compile(r"""[ \t]*["']?([\w/-]+)["']?[ \t]*[.=]""")
_QUOTED = re.compile(r"""["']([\w/-]+)["']""")


class Place(Enum):
    """What can stand at the caret."""

    HEADER = "header"
    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Caret:
    """The word at the caret and what it is.

    Attributes:
        place: What can stand there.
        keys: For a header or key the keys before it, for a value all keys that lead to it.
        word: What is typed of it, before and behind the caret, without quotes.
        quote: The quote before it, empty where there is none.
        in_array: For a value: whether it is an item of an array.
        present: What stands beside it already: keys of the table, strings of the array.
    """

    place: Place
    keys: Keys
    word: Span
    quote: str = ""
    in_array: bool = False
    present: frozenset[str] = frozenset()


class _In(Enum):
    STATEMENT = "a key at the start of a line"
    HEADER = "a table header"
    VALUE = "a value behind `=`"
    ARRAY = "an array"
    INLINE = "an inline table"


@dataclass
class _Frame:
    """Something that is open before the caret.

    Attributes:
        kind: What it is.
        base: The keys that lead to it.
        keys: The keys read in it so far.
        items: The strings read in it, for arrays.
        expects: Whether a key, value or item may begin now.
    """

    kind: _In
    base: Keys
    keys: Keys = ()
    items: set[str] = field(default_factory=set[str])
    expects: bool = True


def caret_at(text: str, offset: int) -> Caret | None:
    """The caret at an offset; ``None`` in comments, in long strings and where nothing can begin."""
    if offset > _LONGEST:
        return None
    tokens = list(_TOKEN.finditer(text, 0, offset))
    word_start, quote = offset, ""
    if tokens:
        last = tokens[-1]
        if last["word"] or _is_open(last["string"]):
            quote = last["string"][0] if last["string"] else ""
            word_start = last.start() + len(quote)
            tokens.pop()
        elif last["comment"] or last["string"] or last["long"]:
            return None
    reader = _Reader(text)
    for token in tokens:
        reader.take(token)
    frame = reader.frames[-1]
    if not frame.expects:
        return None
    rest = _REST_OF_WORD.match(text, offset)
    word = Span(word_start, rest.end() if rest else offset)
    keys = (*frame.base, *frame.keys)
    if frame.kind is _In.HEADER:
        return Caret(Place.HEADER, keys, word, quote)
    if frame.kind in (_In.VALUE, _In.ARRAY):
        in_array = frame.kind is _In.ARRAY
        present = {*frame.items, *_strings_behind(text, word.end)} if in_array else set[str]()
        return Caret(Place.VALUE, frame.base, word, quote, in_array, frozenset(present))
    behind = _keys_behind(text, word.end) if keys == reader.table else set[str]()
    present = reader.known.get(keys, set[str]()) | behind
    return Caret(Place.KEY, keys, word, quote, present=frozenset(present))


class _Reader:
    """Follows tokens; the last frame is what is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.table: Keys = ()
        self.known: dict[Keys, set[str]] = {}
        self.frames = [_Frame(_In.STATEMENT, ())]

    def take(self, token: re.Match[str]) -> None:
        """Take in one token that stands before the caret."""
        if token["newline"]:
            self._line(token.end())
        elif token["mark"]:
            self._mark(token["mark"])
        elif token["word"] or token["string"] or token["long"]:
            self._word(token.group().strip("\"'"))

    def _line(self, start: int) -> None:
        in_array = any(frame.kind is _In.ARRAY for frame in self.frames)
        if not in_array or _STATEMENT.match(self.text, start):
            self.frames = [_Frame(_In.STATEMENT, self.table)]

    def _word(self, word: str) -> None:
        frame = self.frames[-1]
        if frame.kind is _In.ARRAY:
            frame.items.add(word)
        elif frame.kind is not _In.VALUE and frame.expects:
            frame.keys = (*frame.keys, word)
        frame.expects = False

    def _mark(self, mark: str) -> None:
        frame = self.frames[-1]
        match mark:
            case "=" if frame.kind in (_In.STATEMENT, _In.INLINE) and frame.keys:
                keys = (*frame.base, *frame.keys)
                for depth in range(len(frame.base), len(keys)):
                    self.known.setdefault(keys[:depth], set()).add(keys[depth])
                self.frames.append(_Frame(_In.VALUE, keys))
                frame.expects = False
            case "." if frame.kind in (_In.STATEMENT, _In.HEADER, _In.INLINE) and frame.keys:
                frame.expects = True
            case "[" if frame.kind is _In.STATEMENT and not frame.keys:
                self.frames[-1] = _Frame(_In.HEADER, ())
            case "[" if frame.kind in (_In.VALUE, _In.ARRAY) and frame.expects:
                frame.expects = False
                self.frames.append(_Frame(_In.ARRAY, frame.base))
            case "{" if frame.kind in (_In.VALUE, _In.ARRAY) and frame.expects:
                frame.expects = False
                self.frames.append(_Frame(_In.INLINE, frame.base))
            case "]" if frame.kind is _In.HEADER:
                self.table = frame.keys
                self.frames[-1] = _Frame(_In.STATEMENT, self.table, expects=False)
            case "]" if frame.kind is _In.ARRAY:
                self.frames.pop()
            case "," if frame.kind is _In.ARRAY:
                frame.expects = True
            case "," if any(f.kind is _In.INLINE for f in self.frames):
                self._close_until_inline()
                self.frames[-1].keys, self.frames[-1].expects = (), True
            case "}" if any(f.kind is _In.INLINE for f in self.frames):
                self._close_until_inline()
                self.frames.pop()
            case "[" if frame.kind is _In.HEADER and not frame.keys:
                pass
            case _:
                frame.expects = False

    def _close_until_inline(self) -> None:
        while self.frames[-1].kind is not _In.INLINE:
            self.frames.pop()


def _is_open(string: str | None) -> bool:
    return bool(string) and (len(string) == 1 or string[-1] != string[0])


def _strings_behind(text: str, start: int) -> set[str]:
    """The strings in the rest of an array: up to its bracket, or the next statement."""
    end = re.compile(r"[\]=]").search(text, start)
    return set(_QUOTED.findall(text, start, end.start() if end else len(text)))


def _keys_behind(text: str, start: int) -> set[str]:
    """The keys in the rest of a table: up to the next header."""
    found: set[str] = set()
    for line in text[start:].split("\n")[1:]:
        if line.lstrip().startswith("["):
            break
        if key := _KEY_OF_LINE.match(line):
            found.add(key[1])
    return found
