"""Every row of the benchmark on tiny files: it measures, says what it means, and can be chosen."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.bursts import burst_script
from tests.benchmarks.fastapi_modules import fastapi_module
from tests.benchmarks.figures import Figure
from tests.benchmarks.keystrokes import applied
from tests.benchmarks.markdown import BEGIN, END, NoMarkers, write_between_markers
from tests.benchmarks.measuring import measured
from tests.benchmarks.peers import HOUSERULES, RUFF
from tests.benchmarks.plan import ROWS, Plan
from tests.benchmarks.table import Figures, failures_of, table_of

TINY = Plan(
    rates=(0.3, 0.9),
    sizes=(120,),
    edits=5,
    dense=False,
    open_sizes=(120,),
    rounds=1,
    check_files=2,
    check_lines=60,
    modules=1,
    index_lines=2_000,
    index_size=120,
    memory_size=120,
    burst_size=120,
    burst=20,
    cancel_size=700,
    cancels=2,
)
PEERS = (HOUSERULES, RUFF)
BOTH = [HOUSERULES.name, RUFF.name]
OURS = [HOUSERULES.name]
EXPECTED = {
    "edit": [
        ("edit → diagnostics, push", BOTH),
        ("open: everything, push", BOTH),
        ("spawn → answer to initialize", BOTH),
    ],
    "open": [("open, cold: everything", BOTH), ("open, warm: first report", BOTH)],
    "check": [
        ("check, lines per second of one core", BOTH),
        ("check, without a cache: ", BOTH),
        ("check, one file changed: ", BOTH),
    ],
    "index": [("index, cold: ", OURS), ("index, warm: ", OURS), ("… memory of the host", OURS)],
    "memory": [("memory with ", BOTH), ("memory of check, ", BOTH)],
    "burst": [
        ("30 changes of ", BOTH),
        ("… reports, most in a round", BOTH),
        ("… hover asked after the last one", BOTH),
    ],
    "cancel": [
        ("cancel, fix-all of ", BOTH),
        ("… an edit right after it", BOTH),
        ("cancel, `workspace/diagnostic` held open", OURS),
        ("cancel, pull of a cold file", BOTH),
        ("… code actions while it is analysed", BOTH),
    ],
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row(row: str) -> None:
    figures = measured(replace(TINY, rows=(row,)), PEERS, lambda _: None)
    assert failures_of(figures) == []
    assert [f for f in figures.others if "failed" in f.cell] == []
    assert {f.row for f in figures.others} <= {row}
    assert list(figures.took) == [row]
    servers = servers_by_figure(table_of(figures, BOTH))
    for begins, wanted in EXPECTED[row]:
        [(_, found)] = [pair for pair in servers.items() if pair[0].startswith(begins)]
        assert found == wanted


def servers_by_figure(table: str) -> dict[str, list[str]]:
    """The servers that a Markdown table has a value of, by the figure."""
    found: dict[str, list[str]] = {}
    figure = ""
    for line in table.splitlines()[2:]:
        what, server, *values = (cell.strip() for cell in line.strip("|").split("|"))
        figure = what or figure
        assert any(values)
        servers = found.setdefault(figure, [])
        if server not in servers:
            servers.append(server)
    return found


def test_a_burst_ends_with_another_text() -> None:
    text = fastapi_module(300, 0.1, seed=3)
    script = burst_script(text, 200)
    after = text
    for stroke in script:
        after = applied(after, stroke)
    assert 200 <= len(script) < 215
    assert after == "#\n" * (len(after) - len(text) >> 1) + text != text


def test_figures_of_one_row_and_server_share_a_line() -> None:
    figures = Figures(
        others=[
            Figure("open", "open, ms", "ours", "1", column="500"),
            Figure("open", "first, ms", "ours", "2", under="open, ms"),
            Figure("open", "open, ms", "ours", "3", column="1,000", wanted="≤ 4"),
            Figure("open", "open, ms", "theirs", "a | b", column="500"),
        ]
    )
    head, _, *lines = table_of(figures, ["ours"]).splitlines()
    rows = [[cell.strip() for cell in line[1:-1].split(" | ")] for line in lines]
    assert "| value | 500 lines | 1,000 lines |" in " ".join(head.split())
    assert rows == [
        ["open, ms", "ours", "", "1", "3", "≤ 4"],
        ["", "theirs", "", "a \\| b", "", ""],
        ["… first, ms", "ours", "2", "", "", ""],
    ]


def test_the_table_goes_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    for text in ("new", "newer"):
        write_between_markers(page, text)
        assert page.read_text("utf-8") == f"before\n{BEGIN}\n{text}\n{END}\nafter\n"
    page.write_text(f"{END} {BEGIN}", "utf-8")
    with pytest.raises(NoMarkers):
        write_between_markers(page, "new")
    assert page.read_text("utf-8") == f"{END} {BEGIN}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rows", "burst,none"], "no row 'none': there are edit, open"),
        (["--rows", "burst", "--write", "page.md"], "it does not go with --rows"),
    ],
)
def test_options_that_cannot_be(options: list[str], message: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name("run.py")), *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert message in " ".join(ran.stderr.split())
