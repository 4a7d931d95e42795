"""Much at once: it is handled in order, and only what is last is shown."""

from __future__ import annotations

from typing import Any

from tests.faults.client import framed
from tests.faults.framing import GARBAGE
from tests.faults.steps import (
    IMPORT,
    Answered,
    AnsweredEither,
    Bytes,
    Case,
    FewPublishes,
    Published,
    Send,
    Step,
    Text,
    about,
    change,
    closing,
    edit,
    notification,
    opening,
    request,
    saving,
)

URI, OTHER = "file:///w/burst.py", "file:///w/other.py"
BAD = "x: Optional[int]\n"
LONG = IMPORT + BAD + "def f() -> None:\n    return None\n\n\n" * 1_250
LINE = edit((0, 0), (0, 0), "\n")
PLACE = {"line": 1, "character": 4}
SHOWN = Published(URI, 1, ((1, 3),))


def typed(count: int, text: str, at_most: int = 8) -> tuple[Step, ...]:
    """So many insertions of a line: the last version is shown, and few of those before."""
    last = count + 1
    return (
        Send((opening(URI, text),)),
        SHOWN,
        Send(tuple(change(URI, version, LINE) for version in range(2, last + 1))),
        Published(URI, last, ((last, 3),)),
        FewPublishes(URI, at_most),
        Text(URI, "\n" * count + text),
    )


def asked(method: str, params: Any) -> tuple[Step, ...]:
    """A thousand requests of a kind."""
    return (
        Send((opening(URI, IMPORT + BAD),)),
        SHOWN,
        Send(tuple(request(n, method, params) for n in range(1_000))),
        *(Answered(n) for n in range(1_000)),
    )


CASES = (
    Case("1,000 changes", typed(1_000, IMPORT + BAD)),
    Case("1,000 changes of 5,000 lines", typed(1_000, LONG)),
    Case(
        "1,000 changes of a broken text",
        (
            Send((opening(URI, IMPORT + BAD + "def f(\n"),)),
            Text(URI, IMPORT + BAD + "def f(\n"),
            Send(tuple(change(URI, v, edit((3, 0), (3, 0), "(")) for v in range(2, 1_002))),
            Text(URI, IMPORT + BAD + "def f(\n" + "(" * 1_000),
        ),
    ),
    Case(
        "200 whole texts of 5,000 lines",
        (
            Send((opening(URI, LONG),)),
            Send(tuple(change(URI, v, {"text": "\n" * v + LONG}) for v in range(2, 202))),
            Published(URI, 201, ((202, 3),)),
            FewPublishes(URI, 20),
        ),
    ),
    Case(
        "1,000 changes, by turns in two documents",
        (
            Send((opening(URI, IMPORT + BAD), opening(OTHER, IMPORT + BAD))),
            Send(tuple(change(uri, v, LINE) for v in range(2, 502) for uri in (URI, OTHER))),
            Published(URI, 501, ((501, 3),)),
            Published(OTHER, 501, ((501, 3),)),
            Text(URI, "\n" * 500 + IMPORT + BAD),
            Text(OTHER, "\n" * 500 + IMPORT + BAD),
        ),
    ),
    Case(
        "1,000 changes, each tenth malformed",
        (
            Send((opening(URI, IMPORT + BAD),)),
            Send(tuple(change(URI, v, LINE if v % 10 else edit((-1, 0), (0, 0), "")) for v in range(2, 1_002))),
            Send((change(URI, 1_002, {"text": IMPORT + "\n" + BAD}),)),
            Published(URI, 1_002, ((2, 3),)),
            Text(URI, IMPORT + "\n" + BAD),
        ),
    ),
    Case(
        "1,000 changes and undos",
        (
            Send((opening(URI, IMPORT + BAD),)),
            Send(tuple(change(URI, v, LINE if v % 2 == 0 else edit((0, 0), (1, 0), "")) for v in range(2, 1_002))),
            Published(URI, 1_001, ((1, 3),)),
            Text(URI, IMPORT + BAD),
        ),
    ),
    Case(
        "1,000 times opened and closed",
        (
            Send(tuple(m for _ in range(1_000) for m in (opening(URI, IMPORT + BAD), closing(URI)))),
            Send((opening(URI, IMPORT + "\n" + BAD, 9),)),
            Published(URI, 9, ((2, 3),)),
        ),
    ),
    Case(
        "200 documents at once",
        (
            Send(tuple(opening(f"file:///w/d{n}.py", IMPORT + "\n" * n + BAD) for n in range(200))),
            *(Published(f"file:///w/d{n}.py", 1, ((n + 1, 3),)) for n in range(200)),
        ),
    ),
    Case("1,000 hovers", asked("textDocument/hover", about(URI, position=PLACE))),
    Case("1,000 completions", asked("textDocument/completion", about(URI, position=PLACE))),
    Case("1,000 pulls", asked("textDocument/diagnostic", about(URI))),
    Case(
        "1,000 code actions",
        asked("textDocument/codeAction", about(URI, range={"start": PLACE, "end": PLACE}, context={"diagnostics": []})),
    ),
    Case(
        "changes and pulls by turns",
        (
            Send((opening(URI, IMPORT + BAD),)),
            Send(tuple(m for v in range(2, 202) for m in (change(URI, v, LINE), request(v, "textDocument/diagnostic", about(URI))))),
            *(AnsweredEither(v, (None, -32802, -32801)) for v in range(2, 202)),
            Text(URI, "\n" * 200 + IMPORT + BAD),
        ),
        capabilities={"textDocument": {"diagnostic": {}}},
    ),
    Case(
        "1,000 saves",
        (Send((opening(URI, IMPORT + BAD), *(saving(URI, IMPORT + BAD) for _ in range(1_000)))), SHOWN, FewPublishes(URI, 8)),
    ),
    Case(
        "1,000 reports of changed files",
        (Send(tuple(notification("workspace/didChangeWatchedFiles", {"changes": [{"uri": f"folder:/m{n}.py", "type": 1 + n % 3}]}) for n in range(1_000))),),
    ),
    Case(
        "300 changes of the configuration",
        (
            Send((opening(URI, IMPORT + BAD),)),
            Send(tuple(notification("workspace/didChangeConfiguration", {"settings": {"houserules": {"select": [] if n % 2 else ["typing/optional-syntax"]}}}) for n in range(301))),
            SHOWN,
        ),
    ),
    Case(
        "1,000 unreadable messages",
        (Bytes(framed(b"{") * 1_000), *(GARBAGE for _ in range(1_000))),
    ),
    Case(
        "1,000 unknown requests",
        (Send(tuple(request(n, "no/such") for n in range(1_000))), *(Answered(n, -32601) for n in range(1_000))),
    ),
)  # fmt: skip
