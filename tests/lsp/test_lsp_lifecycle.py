"""How a server process starts and ends."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from fake_editor import FAKE_SERVER, Editor

from houserules.lsp.parent import is_alive


def test_front_never_imports_libcst() -> None:
    script = textwrap.dedent(
        """
        import sys
        import houserules.lsp.front, houserules.lsp.server, houserules.lsp.session
        heavy = {"libcst", "houserules.syntax", "houserules.workspace", "houserules.analysis"}
        print(sorted(heavy & set(sys.modules)))
        """
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert output.stdout.strip() == b"[]"


def test_exit_without_shutdown() -> None:
    with Editor() as editor:
        editor.initialize()
        editor.notify("exit")
        assert editor.process.wait(10) == 1


def test_exit_before_initialize() -> None:
    with Editor() as editor:
        editor.notify("exit")
        assert editor.process.wait(10) == 1


@pytest.mark.parametrize("initialized", [False, True])
def test_input_closed(initialized: bool) -> None:
    with Editor() as editor:
        if initialized:
            editor.initialize()
        assert editor.process.stdin is not None
        editor.process.stdin.close()
        assert editor.process.wait(10) == 1


def test_output_closed() -> None:
    command = [*FAKE_SERVER]
    read, write = os.pipe()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=write)
    os.close(write)
    os.close(read)
    assert process.stdin is not None
    body = b'{"jsonrpc":"2.0","id":1,"method":"x"}'
    process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    process.stdin.flush()
    assert process.wait(10) == 1


def test_host_ends_with_the_front() -> None:
    with Editor() as editor:
        editor.initialize()
        host = host_pid(editor)
        editor.process.kill()
        wait_until_gone(host)


def test_parent_dies_with_the_pipes_open(tmp_path: Path) -> None:
    """The wrapper is the client: it starts the server on pipes of ours and then dies."""
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with Editor() as editor:
        editor.request("initialize", {"processId": parent.pid, "capabilities": {}})
        parent.kill()
        parent.wait()
        assert editor.process.wait(10) == 1


def test_host_that_cannot_be_started_ends_nothing() -> None:
    with Editor((*FAKE_SERVER, "missing")) as editor:
        editor.initialize()
        editor.open("file:///a.py", "bad\n")
        assert editor.exit() == 0
        assert [line for line in editor.errors if "cannot be started" in line]


def test_stray_print_does_not_reach_the_editor() -> None:
    with Editor() as editor:
        editor.initialize()
        editor.open("file:///a.py", "bad PRINT\n")
        assert editor.published(1)["diagnostics"]
        editor.quiet(0.1)
        assert "a stray line" in editor.errors


def test_no_source_text_in_the_log() -> None:
    with Editor() as editor:
        editor.initialize()
        editor.open("file:///a.py", "secret_name = bad RAISE\n")
        editor.change("file:///a.py", 2, {"text": "secret_name = bad\n"})
        assert editor.published(2)["diagnostics"]
        assert editor.exit() == 0
    assert not [line for line in editor.errors if "secret_name" in line]


def host_pid(editor: Editor, other_than: int | None = None) -> int:
    """Return the process id of the one child of the server."""
    children = Path(f"/proc/{editor.process.pid}/task")
    if not children.is_dir():
        pytest.skip("children are listed in /proc on Linux only")
    end = time.monotonic() + 5
    while time.monotonic() < end:
        texts = [(task / "children").read_text() for task in children.iterdir()]
        pids = [int(pid) for text in texts for pid in text.split()]
        if len(pids) == 1 and pids[0] != other_than:
            return pids[0]
        time.sleep(0.01)
    raise AssertionError(f"the server has {len(pids)} children")


def wait_until_gone(pid: int, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < end, "the process lives on"
        time.sleep(0.05)
