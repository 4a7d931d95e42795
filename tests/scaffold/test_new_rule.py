"""``make new-rule`` on a copy of the tree: what it writes fails, and says what to fill in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = (
    "server/houserules",
    "tests/rules",
    "tests/analysis",
    "tests/syntax",
    "tests/scaffold/new_rule.py",
)
NAME = "style/no-todo"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for item in COPIED:
        source, target = ROOT / item, tmp_path / item
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, with the copy's package."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env={"PYTHONPATH": str(tree / "server"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def scaffold(tree: Path, name: str) -> subprocess.CompletedProcess[str]:
    return run(tree, "tests/scaffold/new_rule.py", name)


def pytest_in(tree: Path, *chosen: str) -> subprocess.CompletedProcess[str]:
    return run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *chosen)


def ids(tree: Path) -> Sequence[str]:
    code = "from houserules.rules import RULES; print(*(r.id for r in RULES), sep='\\n')"
    return run(tree, "-c", code).stdout.split()


def lists(tree: Path) -> dict[Path, bytes]:
    found = (tree / "server/houserules/rules").rglob("__init__.py")
    return {path: path.read_bytes() for path in found}


def test_a_new_rule_fails_until_it_is_filled_in(tree: Path) -> None:
    before = ids(tree)
    made = scaffold(tree, NAME)
    assert made.returncode == 0, made.stderr
    assert "tests/rules/style/no-todo.md" in made.stdout
    assert "TODO" in made.stdout
    assert list(ids(tree)) == sorted([*before, NAME])

    failed = pytest_in(
        tree, "tests/rules", "tests/analysis/test_validate.py", "-k", "todo or shipped"
    )
    assert failed.returncode == 1, failed.stdout + failed.stderr
    path = "server/houserules/rules/style/no_todo.py"
    assert f"{NAME}: write what the rule finds, here in {path}" in failed.stdout
    assert f"{NAME}: its title is still to be filled in" in failed.stdout
    assert f"{NAME}: its why is still to be filled in" in failed.stdout
    assert f"{NAME}: its message is still to be filled in" in failed.stdout

    _fill_in(tree / path, tree / "tests/rules/style/no-todo.md")
    passed = pytest_in(
        tree, "tests/rules", "tests/analysis/test_validate.py", "-k", "todo or shipped"
    )
    assert passed.returncode == 0, passed.stdout + passed.stderr


def _fill_in(rule: Path, cases: Path) -> None:
    text = rule.read_text(encoding="utf-8")
    start = text.index("    raise NotImplementedError")
    end = text.index("    yield")
    text = text[:start] + '    if node.value != "todo":\n        return\n' + text[end:]
    text = text.replace("TODO: one line that says what the rule reports.", "A name is `todo`.")
    text = text.replace("TODO: what is wrong with", "nobody did").replace("TODO: why", "So")
    rule.write_text(text, encoding="utf-8")
    found = cases.read_text(encoding="utf-8").replace(
        "want: TODO: what is wrong with", "want: nobody did"
    )
    cases.write_text(found, encoding="utf-8")


@pytest.mark.parametrize("area", ["async", "brandnew"])
def test_every_area_becomes_a_package(tree: Path, area: str) -> None:
    long = "-".join(["very"] * 12)
    for name in (f"{area}/required", f"{area}/{long}"):
        made = scaffold(tree, name)
        assert made.returncode == 0, made.stderr
        assert name in ids(tree)
    package = "async_" if area == "async" else area
    listing = (tree / f"server/houserules/rules/{package}/__init__.py").read_text(encoding="utf-8")
    assert max(map(len, listing.splitlines())) <= 100
    listed = [name for name in ids(tree) if name.startswith(f"{area}/")]
    assert listing.count("\nfrom houserules.rules.") == len(listed)
    assert list(ids(tree)) == sorted(ids(tree))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("docs/required", "required.py is there already"),
        ("Docs/Required", "is no rule id"),
        ("docs", "is no rule id"),
        ("docs/../../x", "is no rule id"),
    ],
)
def test_what_cannot_be_made_is_refused(tree: Path, name: str, problem: str) -> None:
    before = lists(tree)
    made = scaffold(tree, name)
    assert made.returncode == 2
    assert problem in made.stderr
    assert lists(tree) == before
