"""The product's front with the fake host of the tests: run as a script by an LSP client."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from houserules import pages

HERE = Path(__file__).resolve().parent
FAKE_CHILD = HERE.parent / "host" / "fake_child.py"
PAGES = HERE / "pages"


class FakePages:
    """Pages of the rules of the fake host."""

    def page(self, rule_id: str) -> str | None:
        path = self.page_path(rule_id)
        return None if path is None else path.read_text("utf-8")

    def page_path(self, rule_id: str) -> Path | None:
        path = PAGES / (rule_id.replace("/", "-") + ".md")
        return path if path.is_file() else None

    def settings_schema(self) -> dict[str, Any]:
        return pages.settings_schema()


if __name__ == "__main__":
    from houserules.host.process import HostProcess
    from houserules.lsp.server import serve

    command = (sys.executable, "-P", "-X", "utf8", str(FAKE_CHILD))
    if sys.argv[1:] == ["dead"]:
        # A host that is running and never says a word.
        command = (sys.executable, "-c", "import sys; sys.stdin.read()")
    if sys.argv[1:] == ["missing"]:
        command = ("/no/such/program",)
    serve(lambda: HostProcess(command), FakePages())
