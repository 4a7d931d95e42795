"""Words and regular expressions of Python's lexis, shared by the splitter and the token scanner.

Every repetition is possessive, so no pattern here backtracks.
"""

from __future__ import annotations

import re
from keyword import kwlist

KEYWORDS = frozenset(kwlist)
CONSTANTS = frozenset({"None", "True", "False"})
SOFT_KEYWORDS = frozenset({"match", "case", "type", "print", "exec"})
"""Names that may start a statement and be followed by another name (two of them in Python 2)."""
OPERATOR_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "for", "as", "async"})
"""Keywords that may follow a complete expression."""
STATEMENT_KEYWORDS = frozenset(
    {"assert", "break", "class", "continue", "def", "del", "elif", "except", "finally", "global"}
    | {"import", "nonlocal", "pass", "raise", "return", "try", "while", "with"}
)
"""Keywords that no expression can hold."""

BREAK = re.compile(r"\r\n?|\n")
GAP = re.compile(r"(?:[ \t\f]*+(?:#[^\r\n]*+)?(?:\r\n?|\n|\Z))*")
"""Blank lines, lines of white space and lines of comment."""
INDENT = re.compile(r"[ \t\f]*+")
WORD = re.compile(r"@|\w*+")
REST_OF_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n|\Z)")
STRING_PREFIX = re.compile(r"(?<!\w)(?:[rbuft]|[bft]r|r[bft])\Z", re.IGNORECASE)

SHORT_STRING = {
    quote: re.compile(rf"[^{quote}\\\r\n]*+(?:\\(?:\r\n|.)[^{quote}\\\r\n]*+)*{quote}", re.DOTALL)
    for quote in "'\""
}
LONG_STRING = {
    quote: re.compile(
        rf"[^{quote}\\]*+(?:(?:\\.|{quote}(?!{quote}{quote}))[^{quote}\\]*+)*{quote * 3}",
        re.DOTALL,
    )
    for quote in "'\""
}
UNCLOSED_STRING = re.compile(r"(?:[^\\\r\n]|\\(?:\r\n|.|\Z))*", re.DOTALL)
FSTRING_RUN = re.compile(r"[^{}\\\r\n'\"]*+")
NAMED_CHARACTER = re.compile(r"\\N\{[^{}\r\n'\"]*+\}")

# A field of an f-string that the fast path takes holds no quotes; then the string ends at the same
# quote whether or not it is an f-string, and `if"x"` cannot be mistaken.
_FIELD = r"\{(?:[^{}'\"\\\r\n#]|\{[^{}'\"\\\r\n#]*+\})*\}"
_PLAIN = (
    r"[^'\"#\\()\[\]{}\r\n]"
    r"|(?<![fFtT])(?<![fFtT][rR])(?:"
    r"\"(?!\"\")[^\"\\\r\n]*+(?:\\[^\r\n][^\"\\\r\n]*+)*\""
    r"|'(?!'')[^'\\\r\n]*+(?:\\[^\r\n][^'\\\r\n]*+)*')"
    r"|(?:(?<=[fFtT])|(?<=[fFtT][rR]))(?:"
    rf"\"(?!\"\")(?:[^\"\\\r\n{{}}]|\\[^\r\n{{}}N]|{_FIELD})*\""
    rf"|'(?!'')(?:[^'\\\r\n{{}}]|\\[^\r\n{{}}N]|{_FIELD})*')"
).replace(r"[^'\"#\\()\[\]{}\r\n]|", r"[^'\"#\\()\[\]{}\r\n]++|", 1)


def _balanced(depth: int) -> str:
    if depth == 0:
        return _PLAIN
    inner = _balanced(depth - 1)
    return rf"{_PLAIN}|\((?:{inner})*\)|\[(?:{inner})*\]|\{{(?:{inner})*\}}"


_CODE = _balanced(3)
# Possessive groups would say the same more shortly, but Python before 3.11.5 gets them wrong where
# the pattern captures; possessive sets of characters are right everywhere.
_GAP_LINE = r"[ \t\f]*+(?:#[^\r\n]*+)?(?:\r\n?|\n)"
SIMPLE_LINE = re.compile(
    rf"(?:{_GAP_LINE})*(?!{_GAP_LINE})"  # the gap before it, to its end
    r"(?P<indent>[ \t\f]*+)(?P<word>@|\w*+)"
    rf"(?P<code>(?:{_CODE})*)(?:#[^\r\n]*+)?(?:\r\n?|\n|\Z)"
)
"""A logical line of one physical line, after blank lines and comments: by far the most."""
INNER_LINE = re.compile(rf"(?P<code>(?:{_CODE})*)(?:#[^\r\n]*+)?(?:\r\n?|\n)")
"""A line inside brackets that closes what it opens."""

STATEMENT_LINE = re.compile(
    r"""^(?P<indent>[ \t]*+)(?:
        (?:assert|class|def|del|global|import|nonlocal|raise|return|while|with|for|if|elif)\b
            (?=[ \t(\[{'"])
        | (?:try|else|finally|except)\b[^\r\n:]*+:
        | (?:break|continue|pass)\b
        | async[ \t]++(?:def|for|with)\b
        | from[ \t]++[\w.]++[ \t]++import\b
        | @[^\W\d]
        | [^\W\d][\w.]*+(?:\[[^\]\r\n]*+\])?[ \t]*+(?:=(?!=)|[-+*/%&|^@]=|//=|\*\*=|>>=|<<=
            |:[ \t]*+[^\W\d][^\r\n]*+=)
        | [^\W\d][\w.]*+\([^\r\n]*(?<=[)({\[])[ \t]*(?=[\r\n]|\Z)
    )""",
    re.MULTILINE | re.VERBOSE,
)
"""A line that looks like a statement; only asked once something is known to be broken."""

DOCSTRING_LINE = re.compile(r"(?P<indent>[ \t]*+)[rR]?(?:\"\"\"|''')")
"""A line that looks like a docstring; like `STATEMENT_LINE`, but not asked inside a string."""


def after(pattern: re.Pattern[str], text: str, pos: int) -> int:
    """Return the end of the match of `pattern` at `pos`; `pos` when there is none."""
    match = pattern.match(text, pos)
    return pos if match is None else match.end()


def column_of(indent: str) -> int:
    """Return the column after `indent`: tabs go to the next multiple of 8, `\\f` resets."""
    if "\t" not in indent and "\f" not in indent:
        return len(indent)
    column = 0
    for character in indent:
        if character == "\t":
            column += 8 - column % 8
        elif character == "\f":
            column = 0
        else:
            column += 1
    return column
