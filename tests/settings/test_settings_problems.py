"""Everything that can be wrong in a settings file, drawn below the place where it is reported."""

from __future__ import annotations

import time

import pytest

CASES = {
    "unknown key": """
profil = "recommended"
^^^^^^ unknown key `profil`; did you mean `profile`?
""",
    "the plural of extend": """
  extends = "../pyproject.toml"
# ^^^^^^^ unknown key `extends`; did you mean `extend`?
""",
    "unknown rule": """
select = ["typing/optional-sintax", "docs"]
#         ^^^^^^^^^^^^^^^^^^^^^^^^ unknown rule `typing/optional-sintax`; did you mean `typing/optional-syntax`?
""",
    "unknown area, several lines": """
ignore = [
    "docs",  # fine
    "tiping",
#   ^^^^^^^^ unknown rule or area `tiping`; did you mean `typing`?
]
""",
    "unknown name without a neighbour": """
extend-select = ['zzz']
#                ^^^^^ unknown rule or area `zzz`
""",
    "wrong type": """
select = "docs"
#        ^^^^^^ select: expected an array of strings, not "docs"
defer-to-ruff = "yes"
#               ^^^^^ defer-to-ruff: expected true or false, not "yes"
profile = 3
#         ^ profile: expected a string or an array of strings, not 3
""",
    "wrong item": """
include = ["src", 3]
#                 ^ include: expected a string, not 3
""",
    "no profile at all like it": """
profile = "zzz"
#         ^^^^^ unknown profile `zzz`; known are "recommended" or "classic"
""",
    "unknown profile": """
profile = ["recommended", "clasic"]
#                         ^^^^^^^^ unknown profile `clasic`; did you mean `classic`?
""",
    "severity": """
[severity]
docs = "warn"
#      ^^^^^^ severity.docs: "warn" is not "error", "warning", "information" or "hint"; did you mean `warning`?
"doc" = "error"
^^^^^ unknown rule or area `doc`; did you mean `docs`?
""",
    "target": """
target-version = "py3.12"
#                ^^^^^^^^ target-version: "py3.12" is not a Python version; did you mean `py312`?
""",
    "required version": """
required-version = "newest"
#                  ^^^^^^^^ required-version: "newest" is not a version specifier such as ">=0.1"
""",
    "patterns": """
exclude = ["a*b*c*d*e", "../x"]
#          ^^^^^^^^^^^ the pattern has more than 3 `*` in one part of the path: `a*b*c*d*e`
#                       ^^^^^^ the pattern leaves the folder of the settings file: `../x`
per-file-ignores = { "" = ["docs"], "tests/**" = ["dokumentation"] }
#                    ^^ an empty pattern matches nothing: ``
#                                                 ^^^^^^^^^^^^^^^ unknown rule or area `dokumentation`
""",
    "roles": """
[roles]
  routers = ["**/routes/**"]
# ^^^^^^^ unknown role `routers`; did you mean `router`?
""",
    "conventions": """
[conventions]
optional_style = "typing"
^^^^^^^^^^^^^^ unknown convention `optional_style`; did you mean `optional-style`?
union-style = "pep695"
#             ^^^^^^^^ conventions.union-style: "pep695" is not "pep604", "typing" or "consistent"; did you mean `pep604`?
""",
    "options": """
[rules."typing/optional-syntax"]
  styl = "typing"
# ^^^^ `typing/optional-syntax` has no option `styl`; did you mean `style`?
style = "pep605"
#       ^^^^^^^^ rules."typing/optional-syntax".style: "pep605" is not "pep604" or "typing"; did you mean `pep604`?

[rules]
"docs/required" = { targets = ["function", "klass"], ratio = "1", min_statements = 1.5 }
#                                          ^^^^^^^ rules."docs/required".targets: "klass" is not "function" or "class"; did you mean `class`?
#                                                            ^^^ rules."docs/required".ratio: expected a number, not "1"
#                                                                                  ^^^ rules."docs/required".min_statements: expected an integer, not 1.5
""",
    "two styles of one thing": """
conventions.optional-style = "typing"
rules."typing/optional-syntax".style = "pep604"
#                                      ^^^^^^^^ `style = "pep604"` goes against `optional-style = "typing"` of the conventions: this rule follows its option, all others the convention; set one of them
rules."typing/legacy-typing-import".banned = ["List", "Optional"]
#                                                     ^^^^^^^^^^ `Optional` is what `optional-style = "typing"` asks for: the convention wins, and this item of `banned` has no effect
""",
    "a ban against the style of another rule": """
rules."typing/optional-syntax".style = "typing"
rules."typing/legacy-typing-import".banned = ["Optional"]
#                                             ^^^^^^^^^^ `Optional` is what `optional-style = "typing"` asks for: the convention wins, and this item of `banned` has no effect
""",
    "two keys for one style": """
conventions.optional-style = "typing"
rules."typing/optional-syntax".style = "typing"
rules."typing/legacy-typing-import".banned = ["List"]
""",
    "options of a rule without options": """
rules."docs/examples".level = "x"
#                     ^^^^^ `docs/examples` has no options
""",
    "options of an area": """
  rules.docs.public_only = true
#       ^^^^ options belong to a rule such as "area/name", not to `docs`
""",
    "planned rules keep options of any kind": """
[rules."http/timeout"]
default = [1, { x = 2 }]
""",
    "invalid TOML": """
select = ["docs"]
severity = { docs = }
#                   ^ invalid TOML: Invalid value
""",
}


@pytest.mark.parametrize("name", CASES)
def test_problems_stand_where_they_are_drawn(name, load, marked) -> None:
    text, expected = marked(CASES[name])
    found = [(p.line, p.column, p.end_column, p.message) for p in load(text).problems]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("name", sorted(CASES.keys() - {"invalid TOML"}))
def test_pyproject_is_read_below_its_table(name, load, marked) -> None:
    text, expected = marked(CASES[name])
    text = text.replace("\n[", "\n[tool.houserules.")
    text = "[project]\nname = 'x'\n[tool.houserules]\n" + text
    found = [
        (p.line - 3, p.column, p.end_column, p.message) for p in load(text, pyproject=True).problems
    ]
    assert sorted(found) == sorted(expected)


def test_toml_that_ends_too_early(load) -> None:
    (problem,) = load('select = ["docs"').problems
    assert problem.message == "invalid TOML: Unclosed array"
    assert (problem.line, problem.column, problem.end_column) == (0, 16, 17)


def test_renamed_rules_warn_and_planned_ones_are_noted(load) -> None:
    settings = load('select = ["typing/optional", "http/timeout"]')
    assert [(p.severity.label, p.message) for p in settings.problems] == [
        ("warning", "the rule `typing/optional` is now called `typing/optional-syntax`"),
        ("information", "the rule `http/timeout` is planned, this version does not check it"),
    ]
    assert "typing/optional-syntax" in settings.rules


def test_a_contradiction_is_a_warning_within_one_layer_only(load) -> None:
    ban = {"rules": {"typing/legacy-typing-import": {"banned": ["Optional"]}}}
    style = {"rules": {"typing/optional-syntax": {"style": "typing"}}}
    (problem,) = load(None, {"rules": ban["rules"] | style["rules"]}).problems
    assert (problem.severity.label, problem.source) == ("warning", "command line")
    assert load(None, ban, style).problems == load(None, style, ban).problems == ()


def test_required_version(load) -> None:
    assert not load('required-version = ">=0.1"', version="0.1.0").problems
    (problem,) = load('required-version = ">=2"', version="0.1.0").problems
    assert problem.message == "these settings want houserules >=2; this is houserules 0.1.0"
    assert (problem.path, problem.line, problem.column) == ("/p/houserules.toml", 0, 19)


def test_a_layer_without_a_file_reports_its_source(load) -> None:
    (problem,) = load(None, {"select": ["tiping"]}).problems
    assert (problem.path, problem.source) == (None, "command line")
    assert problem.message == "unknown rule or area `tiping`; did you mean `typing`?"


def test_a_text_that_is_too_long_is_not_parsed(load) -> None:
    (problem,) = load("#" * (1 << 20) + "\nselect = 1").problems
    assert "1 MiB" in problem.message


def test_hostile_files_cost_little(load) -> None:
    started = time.monotonic()
    wrong = "select = [" + '"zzzz/zzzzzz",' * 50_000 + "]"
    assert len(load(wrong).problems) == 100
    many = "exclude = [" + '"a*b",' * 100_000 + "]"
    (problem,) = load(many).problems
    assert problem.message == "more than 1000 patterns"
    deep = "rules = " + "[" * 100_000
    (problem,) = load(deep).problems
    assert problem.message.startswith("invalid TOML: ")
    assert time.monotonic() - started < 20


def test_a_byte_order_mark_is_no_mistake(load) -> None:
    assert load('\ufeffselect = ["docs"]').problems == ()
