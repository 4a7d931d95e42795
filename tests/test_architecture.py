"""Every module's imports held against the table in ARCHITECTURE.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "server" / "houserules"
LONGEST_MODULE = 400


def layers() -> dict[str, frozenset[str]]:
    rows = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    start = rows.index("| layer | holds | may import |")
    table: dict[str, frozenset[str]] = {}
    for row in rows[start + 2 :]:
        if not row.startswith("|"):
            break
        name, _, allowed = (cell.strip() for cell in row.strip("|").split("|"))
        words = () if allowed == "nothing" else allowed.split(", ")
        table[name.strip("`")] = frozenset(words)
    return table


LAYERS = layers()
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE)


def imported(path: Path) -> set[str]:
    """Layers and third-party packages that a module imports, at any level."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            names = [f"{module}.{a.name}" if module == "houserules" else module for a in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[:2] == ["houserules", "__version__"]:
                continue
            if parts[0] == "houserules":
                found.add(parts[1] if len(parts) > 1 else "")
            elif parts[0] not in sys.stdlib_module_names:
                found.add(parts[0])
    return found


def test_every_layer_is_in_the_table() -> None:
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == LAYERS.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports(path: Path) -> None:
    layer = path.relative_to(PACKAGE).parts[0]
    beyond = imported(path) - LAYERS[layer] - {layer}
    assert not beyond, f"{path}: the layer `{layer}` may not import {sorted(beyond)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_module_has_docstring_and_one_reason_to_change(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path}: say what it is and what it must not know"
    assert text.count("\n") <= LONGEST_MODULE, f"{path}: over {LONGEST_MODULE} lines, split it"


FRONT_PARTS = ["houserules.lsp.server", "houserules.host.client", "houserules.pages"]


@pytest.mark.parametrize("module", FRONT_PARTS)
def test_front_never_loads_the_parser(module: str) -> None:
    code = f"import sys, {module}; sys.exit('libcst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_cycle_among_layers() -> None:
    order: list[str] = []

    def visit(layer: str, above: tuple[str, ...]) -> None:
        assert layer not in above, f"cycle: {' → '.join((*above, layer))}"
        if layer not in order:
            for below in sorted(LAYERS[layer] & LAYERS.keys()):
                visit(below, (*above, layer))
            order.append(layer)

    for layer in LAYERS:
        visit(layer, ())
