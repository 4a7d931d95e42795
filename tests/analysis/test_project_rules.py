"""Rules that are called once per project: findings in its files, redone only when they read
something that changed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from houserules.analysis.project_rules import ProjectRules
from houserules.analysis.rule import Rule
from houserules.analysis.ruleset import ActiveRule
from houserules.analysis.severity import Severity
from houserules.rules.config.env_example import env_example
from houserules.testing.project import facts_read_by, project_of
from houserules.workspace.index.facts import facts_of_document
from houserules.workspace.index.project_index import ProjectIndex

SETTINGS = (
    "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    name: str\n"
)


def index_of(rule: Rule, files: Mapping[str, str]) -> ProjectIndex:
    index = project_of(facts_read_by(rule), files)
    index.become_ready()
    return index


def said(rules: ProjectRules) -> list[tuple[str, int, str, Severity]]:
    rules.run()
    return [
        (f.path, f.span.start, f.message, active.severity_of(f.weak))
        for f, active in rules.findings
    ]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"app/config.py": SETTINGS, ".env.example": "NAME=\nOLD=\n# OFF=\n"}, ["OLD"]),
        ({"app/config.py": SETTINGS, ".env.example": "NAME=\n"}, []),
        ({"app/config.py": "x = 1\n", ".env.example": "OLD=\n"}, []),
        (
            {
                "app/config.py": SETTINGS,
                "app/x.py": "import os\nos.environ['OLD']\n",
                ".env.example": "OLD=\n",
            },
            [],
        ),
        (
            {
                "app/config.py": SETTINGS + "    nested: Nested\n",
                ".env.example": "NESTED__X=\n",
            },
            [],
        ),
    ],
    ids=["unused", "all used", "no settings", "read directly", "nested"],
)
def test_entries_that_nothing_reads(files: Mapping[str, str], names: list[str]) -> None:
    rules = ProjectRules([ActiveRule.of(env_example)], index_of(env_example, files), strict=True)
    text = files[".env.example"]
    assert said(rules) == [
        (
            ".env.example",
            text.index(name),
            f"`{name}` is in the template, but no setting reads it",
            Severity.HINT,
        )
        for name in names
    ]


def test_a_rule_runs_again_only_when_it_read_what_changed() -> None:
    files = {"app/config.py": SETTINGS, ".env.example": "NAME=\n"}
    index = index_of(env_example, files)
    rules = ProjectRules([ActiveRule.of(env_example)], index, strict=True)
    assert said(rules) == []
    module = index.module_at(".env.example")
    assert module is not None
    facts = [f for f in facts_read_by(env_example) if f.fact is not None and f.fact.read]
    same = index.put(module, facts_of_document(facts, "NAME=\n"))
    assert not rules.project_changed(same)
    changed = index.put(module, facts_of_document(facts, "NAME=\nOLD=\n"))
    assert rules.project_changed(changed)
    assert [line[2] for line in said(rules)] == [
        "`OLD` is in the template, but no setting reads it"
    ]


def test_a_rule_is_silent_until_everything_is_known() -> None:
    index = project_of(
        facts_read_by(env_example), {"app/config.py": SETTINGS, ".env.example": "OLD=\n"}
    )
    rules = ProjectRules([ActiveRule.of(env_example)], index, strict=True)
    assert said(rules) == []
    assert rules.project_changed(index.become_ready())
    assert len(said(rules)) == 1
