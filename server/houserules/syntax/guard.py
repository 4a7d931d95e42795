"""Refuses text that LibCST's recursive parser would not survive.

LibCST's native parser crashes the process on deep nesting and takes exponential time on nested
`case` patterns, so an over-estimate of the depth is made from the text before it is parsed.
"""

from __future__ import annotations

import re

from houserules.syntax.lexicon import GAP, INDENT, SIMPLE_LINE, after
from houserules.syntax.logical import LogicalEnd, LogicalLines, LogicalScan, Opener

MAX_NESTING = 200
"""Refuses about one real file in 20,000, and stays far from the smallest stack that crashes."""
MAX_CASE_BRACKETS = 6
"""Patterns in brackets take exponential time from a depth of about nine."""

_LINK = re.compile(
    r"[-.(\[{'\"+*/%@&|^~<>!]|\b(?:and|await|elif|else|for|if|in|is|lambda|not|or|yield)\b"
)
"""Whatever can make a tree deeper by one."""
_CHAIN = re.compile(
    r"(?P<end>[,;]|(?<![=!<>])=(?!=))"
    r"|(?P<hold>\b(?:lambda|for)\b)"
    r"|(?P<free>\bin\b)"
    r"|\.(?!\d)|[-+*/%@&|^~<>!]|\b(?:and|await|else|is|not|or|yield)\b"
)
# So few links in a line need not be told apart: there is room for the blocks around it.
_PLAINLY_FLAT = MAX_NESTING // 2
# Strings joined by juxtaposition nest too, but LibCST reads them in a loop; tables of 256 exist.
_LINK_WEIGHT, _STRING_WEIGHT = 2, 1
_IF_LINE = re.compile(r"^([ \t]*+)(if|elif)\b", re.MULTILINE)
_CASE_LINE = re.compile(r"^[ \t]*+case\b", re.MULTILINE)
_INDENTED_LINE = re.compile(r"^[ \t]++(?=[^ \t\r\n#])", re.MULTILINE)


def is_too_deep(text: str) -> bool:
    """Tell whether `text` may nest deeper than can be parsed. Linear in the text."""
    if "case" in text and any(
        _case_brackets(text, match.start()) > MAX_CASE_BRACKETS
        for match in _CASE_LINE.finditer(text)
    ):
        return True
    if len(text) <= MAX_NESTING or len(_LINK.findall(text)) <= MAX_NESTING:
        return False
    return _blocks(text) + _elifs(text) + _deepest_line(text) > MAX_NESTING


def _blocks(text: str) -> int:
    indents = [match.end() - match.start() for match in _INDENTED_LINE.finditer(text)]
    return max(indents) // max(min(indents), 1) if indents else 0


def _elifs(text: str) -> int:
    longest = 0
    chains: dict[str, int] = {}
    for indent, word in _IF_LINE.findall(text):
        chains[indent] = 0 if word == "if" else chains.get(indent, 0) + 1
        longest = max(longest, chains[indent])
    return longest


def _deepest_line(text: str) -> int:
    deepest = 0
    lines = LogicalLines(text)
    pos = 0
    while pos < len(text):
        simple = SIMPLE_LINE.match(text, pos)
        if simple is not None:
            start, pos = simple.start("code"), simple.end()
        else:
            start = after(GAP, text, pos)
            pos = max(lines.end_of(start, 0).end, start + 1)
        links = pos - start
        if links > _PLAINLY_FLAT:
            links = len(_LINK.findall(text, start, pos))
        if links > _PLAINLY_FLAT:
            links = _DepthScan.of(text, start)
        deepest = max(deepest, links)
    return deepest


def _case_brackets(text: str, start: int) -> int:
    scan = _DepthScan(text, after(INDENT, text, start))
    line = scan.run()
    code = text[max(line.code_end - 80, start) : line.code_end]
    return scan.brackets if code.rstrip().endswith(":") else 0


class _DepthScan(LogicalScan):
    """Reads a logical line and adds up, per open bracket, the links of the chains in it."""

    joins_lines = False

    def __init__(self, text: str, start: int) -> None:
        super().__init__(text, start, 0, {})
        self.deepest = 0
        self.brackets = 0
        self._counted = start
        # Per open bracket the links of the chain being read, and whether a comma would end it:
        # in the parameters of a lambda and the targets of a comprehension it does not.
        self._chains = [0]
        self._held = [False]
        self._sum = 0

    @staticmethod
    def of(text: str, start: int) -> int:
        """Return the estimate of the logical line at `start`."""
        scan = _DepthScan(text, start)
        scan.run()
        return scan.deepest // _LINK_WEIGHT

    def run(self) -> LogicalEnd:
        """Read the line to its end."""
        ended = super().run()
        self._count(self.text[self._counted : ended.end])
        return ended

    def _code(self, character: str, top: Opener | None) -> LogicalEnd | None:
        self._count(self.text[self._counted : self.pos])
        if character in "'\"":
            self._link(_STRING_WEIGHT)
        elif character == ":":
            self._held[-1] = False
        ended = super()._code(character, top)
        self._counted = self.pos
        self._close_chains()
        return ended

    def _literal(self, top: Opener) -> LogicalEnd | None:
        ended = super()._literal(top)
        self._counted = self.pos
        self._close_chains()
        return ended

    def _push(self, opener: Opener) -> None:
        super()._push(opener)
        self._link()
        self._chains.append(0)
        self._held.append(False)
        self.brackets = max(self.brackets, len(self.stack))

    def _close_chains(self) -> None:
        while len(self._chains) > len(self.stack) + 1:
            self._sum -= self._chains.pop()
            self._held.pop()

    def _link(self, weight: int = _LINK_WEIGHT) -> None:
        self._chains[-1] += weight
        self._sum += weight
        self.deepest = max(self.deepest, self._sum)

    def _count(self, code: str) -> None:
        for match in _CHAIN.finditer(code):
            kind = match.lastgroup
            if kind != "end":
                self._link()
                if kind is not None:
                    self._held[-1] = kind == "hold"
            elif not self._held[-1]:
                self._sum -= self._chains[-1]
                self._chains[-1] = 0
