"""What a finding is known by wherever its code moves: scope, rule and normalised code.

Nothing in it depends on lines, indentation or layout, so that baselines and reports of other
services recognise a finding after unrelated edits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.report import NOT_ANALYSED
from houserules.analysis.state import UnitState
from houserules.syntax.parse import ParsedUnit
from houserules.syntax.tokens import Token, TokenKind, tokenize
from houserules.syntax.unit import Unit
from houserules.text.span import Span

_LONGEST_CODE = 100
"""Code points; of longer code the beginning is kept, and a digest of all."""
_DIGEST_BYTES = 6
_CLOSING = frozenset(")]}")
_WORDS = frozenset({TokenKind.NAME, TokenKind.NUMBER, TokenKind.STRING})
_PLAIN_STRING = re.compile(r"(\w{0,2})'([^'\"\\\r\n]*)'")
_BREAK = re.compile(r"\r\n?|\n")
_SPACE = re.compile(r"\s+")

_FILE = Span(0, 0)
"""Where a finding about a whole file stands: in no scope, whatever the file begins with."""

Scope = tuple[Span, str]
"""Where a function or class lies in its unit, decorators included, and its name."""


class Fingerprint(NamedTuple):
    """What identifies a finding within its file.

    Attributes:
        scope: The names of the classes and functions around it, with dots.
        rule: The id of the rule.
        code: The marked code, normalised.
    """

    scope: str
    rule: str
    code: str


def fingerprints(
    state: UnitState, findings: Iterable[Finding], parse: Callable[[Unit], ParsedUnit]
) -> tuple[Fingerprint, ...]:
    """The fingerprints of findings that stand in a unit, one for each."""
    wanted = tuple(findings)
    if not wanted:
        return ()
    scopes = _scopes(parse(state.unit))
    around, text = state.class_path, state.unit.text
    return tuple(
        Fingerprint(
            "" if f.span == _FILE else ".".join((*around, *_around(scopes, f.span.start))),
            f.rule,
            # Of code that was not looked at, one line is marked and all is meant.
            normalised(text if f.rule == NOT_ANALYSED else text[f.span.start : f.span.end]),
        )
        for f in wanted
    )


def normalised(code: str) -> str:
    """Code without what a formatter or a move may change: layout, comments, quotes, last commas."""
    tokens = [t for t in tokenize(code) if t.kind is not TokenKind.COMMENT]
    # What is marked may be a comment, or a part of one.
    plain = _joined(code, tokens) if tokens else _SPACE.sub(" ", code).strip()
    if len(plain) <= _LONGEST_CODE:
        return plain
    digest = blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES)
    return f"{plain[:_LONGEST_CODE]}… {digest.hexdigest()}"


def _joined(code: str, tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    after_word = False
    for index, token in enumerate(tokens):
        text = code[token.span.start : token.span.end]
        if text == "," and index + 1 < len(tokens) and _text(code, tokens[index + 1]) in _CLOSING:
            continue
        is_word = token.kind in _WORDS
        if is_word and after_word:
            pieces.append(" ")
        pieces.append(_string(text) if token.kind is TokenKind.STRING else text)
        after_word = is_word
    return "".join(pieces)


def _text(code: str, token: Token) -> str:
    return code[token.span.start : token.span.end]


def _string(text: str) -> str:
    plain = _PLAIN_STRING.fullmatch(text)
    if plain is not None:
        return f'{plain[1]}"{plain[2]}"'
    return "\n".join(line.strip() for line in _BREAK.split(text))


def _scopes(parsed: ParsedUnit) -> tuple[Scope, ...]:
    """The functions and classes of a unit, outer ones first."""
    found: list[Scope] = []
    for node, span in parsed.spans.items():
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            starts = [span.start, *(parsed.span(d).start for d in node.decorators)]
            found.append((Span(min(starts), span.end), node.name.value))
    found.sort(key=lambda scope: (scope[0].start, -scope[0].end))
    return tuple(found)


def _around(scopes: Sequence[Scope], offset: int) -> tuple[str, ...]:
    return tuple(name for span, name in scopes if span.start <= offset < span.end)
