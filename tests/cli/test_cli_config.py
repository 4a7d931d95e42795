"""``houserules config``: what is in force for a file, from where, and what is left to ruff."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

SETTINGS = """[tool.ruff]
lint.select = ["UP", "D103"]

[tool.houserules]
select = ["typing/collection-generics", "docs/required", "errors/bare-except"]
roles = { router = ["**/routes/**"] }
conventions.collection-style = "typing"

[tool.houserules.rules."docs/required"]
public_only = false
"""


def shown(run: Callable[..., Any], *arguments: str) -> dict[str, Any]:
    done = run("config", "--format", "json", *arguments)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_everything_has_its_origin(project, run) -> None:
    project({"pyproject.toml": SETTINGS})
    found = shown(run, "app/routes/a.py")
    assert (found["role"], found["role_glob"]) == ("router", "**/routes/**")
    assert found["settings"]["profile"] == {"value": [], "origin": "default"}
    assert found["conventions"]["collection-style"] == {
        "value": "typing",
        "origin": "pyproject.toml:7",
    }
    assert found["conventions"]["union-style"]["origin"] == "default"
    assert found["rules"]["docs/required"]["options"] == {
        "public_only": {"value": False, "origin": "pyproject.toml:10"}
    }
    assert found["rules"]["typing/collection-generics"]["options"] == {
        "style": {"value": "typing", "origin": "pyproject.toml:7"}
    }


def test_rules_left_to_ruff_are_listed_with_code_and_origin(project, run) -> None:
    project({"pyproject.toml": SETTINGS})
    expected = [
        {
            "rule": "docs/required",
            "code": "D103",
            "covers": "functions",
            "because": None,
            "origin": "pyproject.toml:2",
        },
        {
            "rule": "typing/collection-generics",
            "code": "UP006",
            "covers": "nothing",
            "because": "UP006",
            "origin": "pyproject.toml:2",
        },
    ]
    assert shown(run, "a.py")["ruff"] == expected
    assert shown(run)["ruff"] == expected
    text = run("config", "a.py").out
    assert "docs/required is left to D103 for functions  # pyproject.toml:2" in text
    assert "typing/collection-generics is against UP006  # pyproject.toml:2" in text


def test_another_file_may_have_other_ruff_settings(project, run) -> None:
    project({"pyproject.toml": SETTINGS, "app/ruff.toml": 'lint.select = ["E722"]\n'})
    [line] = shown(run, "app/a.py")["ruff"]
    assert (line["rule"], line["code"], line["covers"], line["origin"]) == (
        "errors/bare-except",
        "E722",
        "all",
        "app/ruff.toml:1",
    )


def test_the_notice_of_an_opposite_is_no_error(project, run) -> None:
    project({"pyproject.toml": SETTINGS, "a.py": "x = 1\n"})
    done = run("check")
    assert done.code == 0
    assert done.err.count("ruff demands the opposite of `typing/collection-generics`") == 1
    assert done.err.startswith("pyproject.toml:7:1: note: ")
