"""A cache folder for the run, and its figures at the end: `record_property("figure", …)`."""

from __future__ import annotations

import gc
import os
import tempfile

import pytest


def pytest_configure(config: pytest.Config) -> None:
    # What tests check must not depend on what the user checked before, nor stay behind.
    folder = tempfile.TemporaryDirectory(prefix="houserules-tests-", ignore_cleanup_errors=True)
    os.environ["HOUSERULES_CACHE_DIR"] = folder.name
    config.add_cleanup(folder.cleanup)


def pytest_runtest_teardown() -> None:
    # A command that ran in this process leaves a collector behind that looks at nothing old.
    gc.set_threshold(700, 10, 10)
    gc.unfreeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, ())]
    figures = [
        f"{report.nodeid.rpartition('::')[2]}: {value}"
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "figure"
    ]
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.write_line(figure)
