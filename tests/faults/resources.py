"""URIs of things that are no files, and workspaces full of them."""

from __future__ import annotations

from typing import Any

from tests.faults.steps import (
    IMPORT,
    RULE,
    AnsweredEither,
    Case,
    Published,
    Send,
    about,
    change,
    closing,
    notification,
    opening,
    request,
    saving,
)

BAD = "x: Optional[int]\n"
PLACE = {"line": 1, "character": 4}
RANGE = {"start": PLACE, "end": PLACE}
ANY = (None, -32602, -32601, -32801, -32802, -32803)
NEAR = "folder:/near.py"
SETTINGS = b"[tool.houserules]\nselect = ['typing/optional-syntax', 'project']\n"
Files = tuple[tuple[str, bytes | str], ...]


def asked(uri: str, first: int = 0) -> tuple[Any, ...]:
    """Every request about a document."""
    return (
        request(first, "textDocument/hover", about(uri, position=PLACE)),
        request(first + 1, "textDocument/completion", about(uri, position=PLACE)),
        request(first + 2, "textDocument/diagnostic", about(uri)),
        request(first + 3, "textDocument/codeAction", about(uri, range=RANGE, context={"diagnostics": []})),
    )  # fmt: skip


def strange(name: str, uri: str, *files: tuple[str, bytes | str]) -> Case:
    """A document is asked about, opened, edited, saved and closed; a neighbour is checked."""
    return Case(
        f"uri: {name}",
        (
            Send(asked(uri)),
            Send((opening(uri, IMPORT + BAD), *asked(uri, 4), change(uri, 2, {"text": BAD}))),
            Send((saving(uri, BAD), closing(uri), *asked(uri, 8))),
            Send((notification("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]}),)),
            *(AnsweredEither(number, ANY) for number in range(12)),
            Send((opening(NEAR, IMPORT + BAD),)),
            Published(NEAR, 1, ((1, 3),)),
        ),
        files=files,
        probe=False,
    )  # fmt: skip


def checked(name: str, uri: str, *files: tuple[str, bytes | str]) -> Case:
    """The text that the editor sent is checked, whatever is on disk under its name."""
    return Case(
        f"uri: {name}, opened",
        (Send((opening(uri, IMPORT + BAD),)), Published(uri, 1, ((1, 3),))),
        files=files,
        probe=False,
    )


def workspace(name: str, files: Files, *, tells: bool = False) -> Case:
    """Something odd lies in the workspace; a file beside it is checked all the same."""
    return Case(
        f"workspace: {name}",
        (
            Send((opening(NEAR, IMPORT + BAD),)),
            Published(NEAR, 1, ((1, 3),)),
            Send((notification("workspace/didChangeWatchedFiles", {"changes": [{"uri": f"folder:/{files[0][0]}", "type": 2}]}),)),
            Send((change(NEAR, 2, {"text": "\n" + IMPORT + BAD}),)),
            Published(NEAR, 2, ((2, 3),)),
        ),
        files=files,
        options={"select": [RULE]},
        probe=False,
        tells=tells,
    )  # fmt: skip


CASES = (
    strange("a named pipe", "folder:/pipe.py", ("pipe.py", "fifo")),
    strange("an endless device", "file:///dev/zero"),
    strange("the terminal", "file:///dev/tty"),
    strange("our own standard input", "file:///dev/stdin"),
    strange("a file of the kernel", "file:///proc/self/mem"),
    strange("a folder", "folder:/folder.py", ("folder.py", "folder")),
    strange("the root", "file:///"),
    strange("a file that is not UTF-8", "folder:/latin.py", ("latin.py", b"x = '\xe9'\n")),
    strange("a binary file", "folder:/binary.py", ("binary.py", bytes(range(256)) * 64)),
    strange("a file without rights", "folder:/closed.py", ("closed.py", "unreadable")),
    strange("a link to itself", "folder:/loop.py", ("loop.py", "link:loop.py")),
    strange("a link to a device", "folder:/link.py", ("link.py", "link:/dev/zero")),
    strange("a link into nothing", "folder:/gone.py", ("gone.py", "link:nowhere.py")),
    strange("a file that is not there", "folder:/missing.py"),
    strange("a file below a file", "folder:/a.py/b.py", ("a.py", b"x = 1\n")),
    strange("a path with a NUL", "file:///w/a%00.py"),
    strange("a path that is not UTF-8", "file:///w/%ff%fe.py"),
    strange("escapes that are none", "file:///w/%zz%.py"),
    strange("a path of 100,000 characters", "file:///" + "x" * 100_000 + ".py"),
    strange("a path of 10,000 folders", "file:///" + "x/" * 10_000 + "a.py"),
    strange("dots that climb", "folder:/../../../../../../etc/passwd.py"),
    strange("another machine", "file://server/share/a.py"),
    strange("a drive of Windows", "file:///c%3A/a.py"),
    strange("a path of Windows", "C:\\a\\b.py"),
    strange("no scheme", "/w/a.py"),
    strange("empty", ""),
    strange("the scheme alone", "file:"),
    strange("the scheme and slashes", "file://"),
    strange("an open bracket for a host", "file://[/a.py"),
    strange("an open bracket for a host of http", "http://[::1"),
    strange("a port that is none", "file://host:port/a.py"),
    strange("line breaks and control characters", "file:///w/a\r\n\x1b[31m.py"),
    strange("half a surrogate pair", "file:///w/\ud800.py"),
    strange("emoji", "file:///w/😀.py"),
    strange("a query and a fragment", "file:///w/a.py?x=1#y"),
    strange("untitled", "untitled:Untitled-1"),
    strange("untitled without a name", "untitled:"),
    strange("a diff view", "git:/w/a.py?ref"),
    strange("a scheme nobody knows", "x-y+z://a/b.py"),
    strange("a script", "javascript:alert(1)"),
    checked("a named pipe", "folder:/pipe.py", ("pipe.py", "fifo")),
    checked("a folder", "folder:/folder.py", ("folder.py", "folder")),
    checked("a file that is not UTF-8", "folder:/latin.py", ("latin.py", b"x = '\xe9'\n")),
    checked("a link to itself", "folder:/loop.py", ("loop.py", "link:loop.py")),
    checked("a path with a NUL", "file:///w/a%00.py"),
    checked("untitled", "untitled:Untitled-1"),
    *(
        workspace(f"{name} is {what}", ((name, content),), tells=False)
        for name in ("pyproject.toml", "houserules.toml")
        for what, content in (
            ("a named pipe", "fifo"),
            ("a folder", "folder"),
            ("an endless device", "link:/dev/zero"),
            ("a link to itself", f"link:{name}"),
            ("not UTF-8", b"x = '\xe9'\n"),
            ("binary", bytes(range(256)) * 64),
            ("no TOML", b"[[[\n"),
            ("of 3 MB", b"# " + b"x" * 3_000_000 + b"\n"),
            ("nested a thousand deep", b"x = " + b"[" * 1_000 + b"]" * 1_000 + b"\n"),
        )
    ),
    workspace("a named pipe among the modules", (("pipe.py", "fifo"), ("pyproject.toml", SETTINGS))),
    workspace("a device among the modules", (("zero.py", "link:/dev/zero"), ("pyproject.toml", SETTINGS))),
    workspace("folders that hold themselves", (("a/b/loop", "link:../.."), ("pyproject.toml", SETTINGS))),
    workspace("a module that is not UTF-8", (("latin.py", b"x = '\xe9'\n"), ("pyproject.toml", SETTINGS))),
    workspace("a module that kills a parser", (("deep.py", b"x = " + b"(" * 20_000), ("pyproject.toml", SETTINGS))),
    workspace("ruff.toml is a named pipe", (("ruff.toml", "fifo"), ("pyproject.toml", SETTINGS))),
    workspace(".gitignore is a named pipe", ((".gitignore", "fifo"), ("pyproject.toml", SETTINGS))),
    workspace(".gitignore is an endless device", ((".gitignore", "link:/dev/zero"), ("pyproject.toml", SETTINGS))),
    workspace(".gitignore has patterns that are none", ((".gitignore", b"[z-a]\n(((\n**/**/**/**/**/**/**/**/**x\n"), ("pyproject.toml", SETTINGS))),
    workspace("the baseline is a named pipe", ((".houserules-baseline.json", "fifo"), ("pyproject.toml", SETTINGS + b"baseline = '.houserules-baseline.json'\n"))),
)  # fmt: skip
