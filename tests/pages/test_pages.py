"""The shipped pages and the index of rules are those that the rules' metadata make."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from houserules.pages import page, page_path
from houserules.testing.pages import COMMAND, index, pages

SHIPPED = Path(str(resources.files("houserules.pages")))
DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "text"), sorted(pages().items()), ids=lambda v: v[:40])
def test_page_is_fresh(name: str, text: str) -> None:
    rule_id = name.removesuffix(".md")
    assert page(rule_id) == text, f"stale page of {rule_id}: run `{COMMAND}`"


def test_no_page_of_a_rule_that_is_gone() -> None:
    shipped = {p.relative_to(SHIPPED).as_posix() for p in SHIPPED.rglob("*.md")}
    assert shipped == pages().keys(), f"run `{COMMAND}` and remove pages of rules that are gone"


def test_index_is_fresh() -> None:
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == index(), f"run `{COMMAND}`"


@pytest.mark.parametrize("rule_id", ["../secret", "a", "a/b/c", "/etc/passwd", "typing/../x"])
def test_odd_ids_have_no_page(rule_id: str) -> None:
    assert page_path(rule_id) is None
