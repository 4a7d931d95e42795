"""The commands that show what there is: rules, explain, profiles, config."""

from __future__ import annotations

import json
import subprocess
import sys

from houserules.rules import RULES


def test_rules(run) -> None:
    listed = json.loads(run("rules", "--format", "json").out)
    always_on = {rule["id"]: rule["title"] for rule in listed if rule.get("always_on")}
    assert {rule["id"] for rule in listed} - always_on.keys() == {rule.id for rule in RULES}
    assert always_on.keys() == {"suppressions/unused-ignore", "suppressions/unknown-rule"}
    assert all(title.endswith(".") for title in always_on.values())
    (rule,) = [rule for rule in listed if rule["id"] == "typing/optional-syntax"]
    assert rule["options"] == {"style": "pep604"}
    assert "recommended" in rule["profiles"]
    table = run("rules").out
    assert table.startswith("rule ")
    assert all(rule.id in table for rule in RULES)
    planned = json.loads(run("rules", "--planned", "--format", "json").out)
    assert len(planned) >= 286


def test_explain(run) -> None:
    assert run("explain", "typing/optional-syntax").out.startswith("# typing/optional-syntax\n")
    assert run("explain", "suppressions/unused-ignore").code == 0
    unknown = run("explain", "typing/optional-sintax")
    assert unknown.code == 2
    assert "did you mean `typing/optional-syntax`?" in unknown.err
    planned = run("explain", "project/semver")
    assert (planned.code, planned.err) == (0, "")
    assert "layered-fastapi-classic" in planned.out


def test_profiles(run) -> None:
    out = run("profiles").out
    assert "of 99 rules implemented" in out
    names = [profile["name"] for profile in json.loads(run("profiles", "--format", "json").out)]
    assert names[0] == "recommended"
    assert len(names) == 6


SETTINGS = """
profile = "api-structlog"

[rules."typing/optional-syntax"]
style = "typing"

[roles]
service = ["app/logic/**"]
"""


def test_config_of_a_file(project, run) -> None:
    project({"houserules.toml": SETTINGS, "app/logic/a.py": ""})
    shown = json.loads(run("config", "app/logic/a.py", "--format", "json").out)
    assert (shown["file"], shown["role"], shown["role_glob"]) == (
        "app/logic/a.py",
        "service",
        "app/logic/**",
    )
    assert shown["settings"]["profile"] == {
        "value": ["api-structlog"],
        "origin": "houserules.toml:2",
    }
    assert shown["roles"]["service"]["origin"] == "houserules.toml:8"
    assert shown["conventions"]["depends-style"] == {
        "value": "annotated",
        "origin": "profile api-structlog",
    }
    rule = shown["rules"]["typing/optional-syntax"]
    assert rule["origin"] == "profile api-structlog"
    assert rule["options"]["style"] == {"value": "typing", "origin": "houserules.toml:5"}
    text = run("config", "app/logic/a.py").out
    assert "role  service  (by `app/logic/**`)" in text
    assert 'style = "typing"  # houserules.toml:5' in text


def test_config_in_general(project, run) -> None:
    project({})
    shown = json.loads(run("config", "--format", "json").out)
    assert shown["file"] is None
    assert shown["settings"]["profile"] == {"value": ["recommended"], "origin": "default"}


def test_config_with_mistakes(project, run) -> None:
    project({"houserules.toml": "selct = []"})
    done = run("config")
    assert done.code == 2
    assert done.err.startswith("houserules.toml:1:1: error: unknown key `selct`; did you mean")


def test_help_imports_no_parser() -> None:
    code = (
        "import sys; from houserules.cli.main import cli; cli(['--help'], standalone_mode=False);"
        "print([m for m in ('libcst', 'rich', 'pygls') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
