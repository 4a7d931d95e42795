"""Text synchronisation: what an editor's changes make of a text, and when it is in doubt."""

from __future__ import annotations

from typing import Any

from tests.faults.steps import (
    IMPORT,
    RULE,
    Case,
    Logged,
    Published,
    Send,
    Silent,
    Step,
    Text,
    about,
    change,
    closing,
    edit,
    notification,
    opening,
    saving,
)

URI = "file:///w/text.py"
BAD = "x: Optional[int]\n"
ENCODINGS = ("utf-8", "utf-16", "utf-32")


def client(encoding: str) -> dict[str, Any]:
    return {"general": {"positionEncodings": [encoding]}}


def in_step(
    name: str, before: str, changes: tuple[Any, ...], after: str, encoding: str = "utf-16"
) -> Case:
    """One `didChange` makes another text of a text; host and front agree on it."""
    return Case(
        name,
        (
            Send((opening(URI, before), change(URI, 2, *changes))),
            Text(URI, after),
            Send((change(URI, 3, edit((0, 0), (0, 0), "#\n")),)),
            Text(URI, "#\n" + after),
        ),
        capabilities=client(encoding),
        probe=False,
    )


def suspect(
    name: str, text: str, *sent: Any, version: int = 2, steps: tuple[Step, ...] = ()
) -> Case:
    """Findings are held back after the message until the whole text is known again."""
    before = IMPORT + BAD
    return Case(
        name,
        (
            Send((opening(URI, before, 1),)),
            Published(URI, 1, ((1, 3),)),
            Send(sent),
            Text(URI, text),
            *steps,
            Silent(URI, version),
            Send((saving(URI, "\n" + before), change(URI, 8, edit((0, 0), (0, 0), "\n")))),
            Published(URI, 8, ((3, 3),)),
            Text(URI, "\n\n" + before),
        ),
        probe=False,
    )


def line_end(name: str, character: str, ends: bool) -> Case:
    """A character early in the text ends a line or does not; a later edit goes where it belongs."""
    head = f"# a{character}# b\n"
    before = head + IMPORT + BAD
    line = 2 + (character == "\r" or character == "\r\n")
    after = head + IMPORT + "yy" + BAD
    return Case(
        f"line ends: {name}",
        (
            Send((opening(URI, before, 1),)),
            Published(URI, 1, ((line, 3),)),
            Send((change(URI, 2, edit((line, 0), (line, 0), "yy")),)),
            Published(URI, 2, ((line, 5),)),
            Text(URI, after),
        ),
        probe=False,
    )


COLUMNS = {"utf-8": (6, 10), "utf-16": (6, 8), "utf-32": (6, 7)}
OTHER_LINE_ENDS = (
    ("form feed", "\f"),
    ("vertical tab", "\v"),
    ("file separator", "\x1c"),
    ("group separator", "\x1d"),
    ("record separator", "\x1e"),
    ("next line (U+0085)", "\x85"),
    ("line separator (U+2028)", "\u2028"),
    ("paragraph separator (U+2029)", "\u2029"),
    ("NUL", "\0"),
    ("byte order mark within", "\ufeff"),
)
GOOD = edit((0, 0), (0, 0), "z")

CASES = (
    *(line_end(f"{name} is none", character, False) for name, character in OTHER_LINE_ENDS),
    line_end("lone CR is one", "\r", True),
    line_end("CRLF is one", "\r\n", True),
    in_step("CR, CRLF and LF mixed", "a\rb\r\nc\nd", (edit((2, 0), (3, 1), "X"),), "a\rb\r\nX"),
    in_step("LF typed behind CR joins the two", "a\rb", (edit((0, 1), (0, 1), "x"), edit((1, 0), (1, 0), "\n"), edit((1, 0), (1, 1), "Y")), "ax\r\nY"),
    in_step("an edit splits CRLF", "a\r\nb\r\nc", (edit((0, 1), (1, 0), "\r"), edit((1, 0), (1, 1), "Z")), "a\rZ\r\nc"),
    in_step("column past the end of a line that ends in CRLF", "ab\r\ncd", (edit((0, 99), (0, 99), "X"),), "abX\r\ncd"),
    in_step("column past the end of a line", "ab\ncd", (edit((0, 99), (0, 99), "X"),), "abX\ncd"),
    in_step("column past the end of the text", "ab\ncd", (edit((1, 2**31 - 1), (1, 2**31 - 1), "X"),), "ab\ncdX"),
    in_step("line behind the last", "ab\n", (edit((2, 0), (2, 0), "X"),), "ab\nX"),
    in_step("range up to the line behind the last", "ab\ncd\n", (edit((1, 0), (3, 0), "X"),), "ab\nX"),
    in_step("everything is deleted", "ab\ncd\n", (edit((0, 0), (2, 0), ""),), ""),
    in_step("empty range, empty text", "ab\n", (edit((0, 1), (0, 1), ""),), "ab\n"),
    in_step("no changes", "ab\n", (), "ab\n"),
    in_step("the same text anew", "ab\n", ({"text": "ab\n"},), "ab\n"),
    in_step("range length is wrong and deprecated", "abc\n", ({**edit((0, 1), (0, 2), "X"), "rangeLength": 77},), "aXc\n"),
    in_step("range is null: the whole text", "abc\n", ({"range": None, "text": "new\n"},), "new\n"),
    in_step("text opens with a byte order mark", "\ufeffab\n", (edit((0, 1), (0, 1), "X"),), "\ufeffXab\n"),
    in_step("text with NULs", "a\0b\0\n", (edit((0, 2), (0, 3), "X"),), "a\0X\0\n"),
    in_step("text with lone surrogates", "a\ud800b\udfff\n", (edit((0, 2), (0, 3), "X"),), "a\ud800X\udfff\n"),
    in_step("combining characters and joined emoji", "e\u0301 👩\u200d👧\n", (edit((0, 8), (0, 8), "X"),), "e\u0301 👩\u200d👧X\n"),
    in_step("three changes in one message, each on top of the last", "abc\n", (edit((0, 0), (0, 1), ""), edit((0, 0), (0, 0), "\n\n"), edit((2, 1), (2, 2), "X")), "\n\nbX\n"),
    in_step("whole text, then a range", "abc\n", ({"text": "12\n34\n"}, edit((1, 1), (1, 1), "X")), "12\n3X4\n"),
    in_step("a line of 100,000 characters", "é" * 100_000, (edit((0, 99_999), (0, 100_000), "X"),), "é" * 99_999 + "X"),
    in_step("100,000 lines", "\n" * 100_000, (edit((99_998, 0), (99_999, 0), "X"),), "\n" * 99_998 + "X" + "\n"),
    in_step("1,000 changes in one message", "", tuple(edit((0, n), (0, n), "x") for n in range(1_000)), "x" * 1_000),
    *(
        in_step(f"columns in {encoding}", "# aé😀😀b\n", (edit((0, column), (0, column), "X"),), "# aé😀" + "X" + "😀b\n", encoding)
        for encoding, column in (("utf-8", 9), ("utf-16", 6), ("utf-32", 5))
    ),
    *(
        in_step(f"column {column}, inside a character in {encoding}", "a😀b\n", (edit((0, column), (0, column), "X"),), "a😀Xb\n", encoding)
        for encoding, columns in (("utf-8", (2, 3, 4)), ("utf-16", (2,)))
        for column in columns
    ),
    *(
        Case(
            f"findings behind an emoji in {encoding}",
            (
                Send((opening(URI, IMPORT + "😀 = 'é😀'; " + BAD),)),
                # The line does not parse: what is told of it is not the point, its neighbour is.
                Send((change(URI, 2, {"text": IMPORT + "y = 'é😀'; " + BAD}),)),
                Published(URI, 2, ((1, column),)),
            ),
            capabilities=client(encoding),
            probe=False,
        )
        for encoding, column in (("utf-8", 17), ("utf-16", 14), ("utf-32", 13))
    ),
    suspect("reversed range over lines", "zz: Optional[int]\n", change(URI, 2, edit((1, 1), (0, 0), "zz"))),
    suspect("reversed range within a line", IMPORT + "Z Optional[int]\n", change(URI, 2, edit((1, 2), (1, 0), "Z"))),
    suspect("equal version", "z" + IMPORT + BAD, change(URI, 1, GOOD), version=1_000),
    suspect("older version", "z" + IMPORT + BAD, change(URI, -5, GOOD), version=-5),
    suspect("far behind the end of the text", IMPORT + BAD + "z", change(URI, 2, edit((99, 0), (99, 0), "z"))),
    suspect("three changes, the second malformed: none is applied", IMPORT + BAD, change(URI, 2, GOOD, edit((0, -1), (0, 0), "z"), GOOD)),
    suspect("three changes, the last without text: none is applied", IMPORT + BAD, change(URI, 2, GOOD, GOOD, edit((0, 0), (0, 0), None))),
    suspect("three changes, one no object: none is applied", IMPORT + BAD, change(URI, 2, GOOD, 3, GOOD)),
    suspect("three changes, one with a fraction: none is applied", IMPORT + BAD, change(URI, 2, GOOD, edit((0, 0.5), (0, 1), "z"), GOOD)),
    suspect("changes are missing", IMPORT + BAD, notification("textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}})),
    Case(
        "a whole text heals a suspect document",
        (
            Send((opening(URI, BAD), change(URI, 2, edit((0, 3), (0, 0), "q")))),
            Send((change(URI, 3, {"text": IMPORT + "\n" + BAD}),)),
            Published(URI, 3, ((2, 3),)),
        ),
    ),
    Case(
        "a save without text heals nothing",
        (
            Send((opening(URI, IMPORT + BAD),)),
            Published(URI, 1, ((1, 3),)),
            Send((change(URI, 2, edit((1, 3), (1, 0), "x: ")), saving(URI))),
            Silent(URI, 2),
        ),
    ),
    Case(
        "a save with another text counts",
        (
            Send((opening(URI, IMPORT + BAD), saving(URI, IMPORT + "\n" + BAD))),
            Published(URI, 1, ((2, 3),)),
            Text(URI, IMPORT + "\n" + BAD),
        ),
    ),
    Case(
        "didOpen twice: the newer text counts",
        (
            Send((opening(URI, IMPORT + BAD), opening(URI, IMPORT + "\n\n" + BAD, 7))),
            Published(URI, 7, ((3, 3),)),
            Text(URI, IMPORT + "\n\n" + BAD),
            Logged("opened twice"),
            Send((change(URI, 8, edit((1, 0), (2, 0), "")),)),
            Published(URI, 8, ((2, 3),)),
        ),
    ),
    Case(
        "didChange of a document that is not open",
        (Send((change(URI, 2, GOOD),)), Logged("not open"), Send((opening(URI, IMPORT + BAD),)), Published(URI, 1, ((1, 3),))),
        probe=False,
    ),
    Case(
        "didChange after didClose",
        (Send((opening(URI, IMPORT), closing(URI), change(URI, 2, GOOD), opening(URI, IMPORT + BAD, 1))), Published(URI, 1, ((1, 3),)), Text(URI, IMPORT + BAD)),
        probe=False,
    ),
    Case(
        "didClose twice",
        (Send((opening(URI, IMPORT), closing(URI), closing(URI))),),
    ),
    Case(
        "a reopened document begins at an older version",
        (
            Send((opening(URI, IMPORT + BAD, 90), closing(URI), opening(URI, IMPORT + "\n" + BAD, 1))),
            Published(URI, 1, ((2, 3),)),
            Send((change(URI, 2, edit((1, 0), (2, 0), "")),)),
            Published(URI, 2, ((1, 3),)),
        ),
        probe=False,
    ),
    Case(
        "version is null",
        (
            Send((opening(URI, IMPORT, None), change(URI, None, {"text": IMPORT + BAD}))),
            Published(URI, None, ((1, 3),)),
            Send((change(URI, None, edit((0, 0), (0, 0), "\n")),)),
            Published(URI, None, ((2, 3),)),
        ),
        probe=False,
    ),
    Case(
        "version is negative and grows",
        (Send((opening(URI, IMPORT + BAD, -9), change(URI, -8, edit((0, 0), (0, 0), "\n")))), Published(URI, -8, ((2, 3),))),
        probe=False,
    ),
    Case(
        "two spellings of a uri are two documents",
        (
            Send((opening("file:///w/a b.py", IMPORT + BAD), opening("file:///w/a%20b.py", IMPORT + "\n" + BAD))),
            Published("file:///w/a b.py", 1, ((1, 3),)),
            Published("file:///w/a%20b.py", 1, ((2, 3),)),
        ),
        probe=False,
    ),
    Case(
        "text that no encoding holds is told and said",
        (Send((opening(URI, IMPORT + BAD + "y = '\ud800'\n"),)), Published(URI, 1, ((1, 3), (2, 0)), (RULE, "syntax/not-analysed")), Text(URI, IMPORT + BAD + "y = '\ud800'\n")),
        probe=False,
    ),
    Case(
        "a document of 6 million characters is kept in step",
        (
            Send((opening(URI, "# " + "x" * 6_000_000 + "\n"), change(URI, 2, edit((0, 0), (0, 2), "")))),
            Text(URI, "x" * 6_000_000 + "\n"),
        ),
        probe=False,
        tells=True,
    ),
    Case(
        "a cell of a notebook that was never opened",
        (
            Send(
                (
                    notification(
                        "notebookDocument/didChange",
                        {
                            "notebookDocument": {"uri": "file:///w/n.ipynb", "version": 2},
                            "change": {"cells": {"textContent": [{"document": {"uri": "x:1", "version": 2}, "changes": [GOOD]}]}},
                        },
                    ),
                    notification("notebookDocument/didClose", {"notebookDocument": {"uri": "file:///w/n.ipynb"}, "cellTextDocuments": [{"uri": "x:1"}]}),
                    notification("textDocument/didClose", about("x:1")),
                )
            ),
        ),
        probe=False,
    ),
)  # fmt: skip
