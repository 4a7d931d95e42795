"""Completion and hover in settings files and ignore comments, through the real front."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from fake_editor import FAKE_SERVER, PRODUCT, Editor
from test_lsp_code_actions import applied

from houserules.lsp.settings_caret import caret_at

OWN, PROJECT, CODE = "file:///w/houserules.toml", "file:///w/pyproject.toml", "file:///w/a.py"
RULE = "typing/optional-syntax"


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    """A front whose host is running and never says a word."""
    with Editor((*FAKE_SERVER, "dead")) as editor:
        editor.initialize({"general": {"positionEncodings": ["utf-16"]}})
        yield editor


def asked(editor: Editor, method: str, uri: str, marked: str) -> tuple[str, Any]:
    """Open `marked` without its `|`, ask at it, and close the document again."""
    offset = marked.index("|")
    text = marked.replace("|", "", 1)
    before = text[:offset]
    column = len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2
    editor.open(uri, text, language="python" if uri == CODE else "toml")
    position = {"line": before.count("\n"), "character": column}
    answer = editor.request(method, {"textDocument": {"uri": uri}, "position": position})
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    return text, answer


def completed(editor: Editor, uri: str, marked: str) -> list[dict[str, Any]]:
    return asked(editor, "textDocument/completion", uri, marked)[1]


def labels(items: list[dict[str, Any]]) -> set[str]:
    return {item["label"] for item in items}


# What is offered at the mark, among other words; and what is not.
OFFERED: dict[str, tuple[str, str, str, str]] = {
    "keys": (OWN, "|", "select profile defer-to-ruff rules", "typing"),
    "keys, half typed": (OWN, 'profile = "recommended"\nsel|', "select severity", "profile"),
    "keys below": (OWN, 'sel|\nignore = ["docs"]\n[rules]\n', "select", "ignore"),
    "profiles": (OWN, "profile = |", "recommended api-structlog", "typing"),
    "profiles in a list": (OWN, 'profile = ["recommended", "|', "api-structlog", "recommended"),
    "ids and areas": (OWN, 'select = ["|', f"all typing docs {RULE}", "recommended"),
    "what is there already": (OWN, 'ignore = ["docs", "|", "typing"]', RULE, "docs typing"),
    "over lines": (OWN, f'select = [\n  "docs",\n  "|\n  "{RULE}",\n]', "typing", f"docs {RULE}"),
    "below an open bracket": (OWN, 'select = ["docs"\n\nignore = ["|', "docs typing", "error"),
    "below an open string": (OWN, 'baseline = "x\nignore = ["|', "docs typing", "error"),
    "severity": (OWN, "severity = { |", f"all docs {RULE}", "error"),
    "levels": (OWN, 'severity = { docs = "|', "error warning information hint", "docs"),
    "levels in a table": (OWN, "[severity]\ndocs = |", "error hint", "docs"),
    "tables": (OWN, "[|", "rules severity conventions roles", "select profile"),
    "options of a rule": (OWN, '[rules."docs/required"]\n|', "public_only targets", "select"),
    "rules with options": (OWN, '[rules."|', f"docs/required {RULE}", "docs all"),
    "rules, dotted": (OWN, 'rules."doc|', "docs/required", "docs"),
    "values of an option": (OWN, '[rules."docs/required"]\ntargets = ["|', "method class", "docs"),
    "true and false": (OWN, "defer-to-ruff = |", "true false", "docs"),
    "conventions": (OWN, "[conventions]\nopt|", "optional-style", "select"),
    "their values": (OWN, 'conventions.optional-style = "|', "pep604 typing", "docs"),
    "one or several": (OWN, 'conventions.docstring-style = ["|', "google numpy", "docs"),
    "roles": (OWN, "roles = { |", "router conftest", "docs"),
    "per file": (OWN, 'per-file-ignores = { "tests/**" = ["|', f"docs {RULE}", "error"),
    "targets": (OWN, 'target-version = "|', "py311 py313", "docs"),
    "in a pyproject": (PROJECT, '[tool.houserules]\nselect = ["|', f"docs {RULE}", "error"),
    "its table": (PROJECT, '[project]\nname = "x"\n\n[tool.|', "houserules", "rules"),
    "its table, from the start": (PROJECT, "[|", "tool.houserules", "rules"),
    "its tables": (PROJECT, "[tool.houserules.|", "rules severity", "select"),
    "windows": (OWN, 'select = ["docs"]\r\nignore = [\r\n  "|', "docs typing", "error"),
    "behind an emoji": (OWN, 'ignore = ["😀", "|', "docs typing", "error"),
    "an ignore comment": (CODE, "x = 1  # houserules: ignore[|", f"docs {RULE}", "all"),
    "further ids": (CODE, "x = 1  # houserules: ignore[docs, |]", RULE, "docs all"),
    "in the middle": (CODE, f"x = 1  # houserules: ignore[ty|, {RULE}]", "typing", RULE),
    "for the file": (CODE, "# houserules: ignore-file[typing/|", RULE, "all"),
}
NOTHING = {
    "another table": (PROJECT, '[tool.ruff.lint]\nselect = ["|'),
    "another header": (PROJECT, "[project.|"),
    "the top of a pyproject": (PROJECT, "|"),
    "a comment": (OWN, "# sel|"),
    "a free string": (OWN, 'baseline = "|'),
    "behind a value": (OWN, 'select = ["docs"] |'),
    "a long string": (OWN, 'baseline = """\nsel|'),
    "an unknown key": (OWN, 'selct = ["|'),
    "code": (CODE, "x = docs.|"),
    "another comment": (CODE, "x = 1  # noqa: |"),
    "behind the ids": (CODE, "x = 1  # houserules: ignore[docs] - |"),
    "the line below": (CODE, "x = 1  # houserules: ignore[\n|"),
}


@pytest.mark.parametrize("name", OFFERED)
def test_words(name: str, editor: Editor) -> None:
    uri, marked, wanted, unwanted = OFFERED[name]
    found = labels(completed(editor, uri, marked))
    assert set(wanted.split()) <= found
    assert not set(unwanted.split()) & found


@pytest.mark.parametrize("name", NOTHING)
def test_no_words(name: str, editor: Editor) -> None:
    assert completed(editor, *NOTHING[name]) == []


# What the text is once an item was taken.
TAKEN: dict[str, tuple[str, str, str, str]] = {
    "a bare key": (OWN, "sel|", "select", "select"),
    "a key that needs quotes": (OWN, "[severity]\ndoc|", RULE, f'[severity]\n"{RULE}"'),
    "inside quotes": (OWN, 'select = ["typ|"]', RULE, f'select = ["{RULE}"]'),
    "a quote is closed": (OWN, "select = ['typ|", "typing", "select = ['typing'"),
    "quotes are put": (OWN, "select = [ty|]", "typing", 'select = ["typing"]'),
    "the rest of the word goes": (OWN, 'select = ["ty|pong"]', "typing", 'select = ["typing"]'),
    "no quotes for true": (OWN, "defer-to-ruff = f|", "false", "defer-to-ruff = false"),
    "a header": (OWN, '[rules."doc|"]', "docs/required", '[rules."docs/required"]'),
    "a table": (PROJECT, "[to|]", "tool.houserules", "[tool.houserules]"),
    "behind an emoji": (OWN, 'ignore = ["😀", "ty|"]', "typing", 'ignore = ["😀", "typing"]'),
    "a comment": (
        CODE,
        "'😀'  # houserules: ignore[do|]",
        "docs",
        "'😀'  # houserules: ignore[docs]",
    ),
    "an id with a slash": (
        CODE,
        "x  # houserules: ignore[docs, typing/opt|]",
        RULE,
        f"x  # houserules: ignore[docs, {RULE}]",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_put_into_the_text(name: str, editor: Editor) -> None:
    uri, marked, label, expected = TAKEN[name]
    text, items = asked(editor, "textDocument/completion", uri, marked)
    [item] = [item for item in items if item["label"] == label]
    assert applied(text, {"changes": {CODE: [item["textEdit"]]}}) == expected


def test_an_item_brings_its_page_when_it_is_looked_at(editor: Editor) -> None:
    items = completed(editor, OWN, 'select = ["|')
    [item] = [item for item in items if item["label"] == "test/bad"] or items[:1]
    resolved = editor.request("completionItem/resolve", item)
    assert resolved["label"] == item["label"]


def test_what_the_server_offers(editor: Editor) -> None:
    with Editor((*FAKE_SERVER, "dead")) as other:
        provider = other.initialize()["capabilities"]["completionProvider"]
    assert provider["resolveProvider"] is True
    assert set(provider["triggerCharacters"]) == {'"', "'", "[", "/", ","}


HOVERS: dict[str, tuple[str, str, str]] = {
    "a key": (OWN, 'sel|ect = ["docs"]', "The active rules"),
    "a dotted key": (OWN, 'conventions.optional|-style = "typing"', "may be None"),
    "a header": (OWN, "[conven|tions]", "share"),
    "a key of a pyproject": (PROJECT, "[tool.houserules]\nbase|line = 'x'", "baseline file"),
}


@pytest.mark.parametrize("name", HOVERS)
def test_keys_explain_themselves(name: str, editor: Editor) -> None:
    uri, marked, expected = HOVERS[name]
    _, hover = asked(editor, "textDocument/hover", uri, marked)
    assert expected in hover["contents"]["value"]


SILENT = {
    "a key of others": (PROJECT, "[tool.ruff]\nsel|ect = []"),
    "a value": (OWN, "baseline = 'sel|ect'"),
    "an unknown key": (OWN, "sel|kt = 1"),
}


@pytest.mark.parametrize("name", SILENT)
def test_no_hover(name: str, editor: Editor) -> None:
    assert asked(editor, "textDocument/hover", *SILENT[name])[1] is None


def test_diff_views_get_nothing(editor: Editor) -> None:
    assert completed(editor, "git:///w/houserules.toml", "|") == []


def test_pages_of_the_product() -> None:
    with Editor(PRODUCT) as product:
        product.initialize()
        items = completed(product, OWN, 'select = ["|')
        [item] = [item for item in items if item["label"] == RULE]
        assert item["detail"]
        resolved = product.request("completionItem/resolve", item)
        assert "Optional" in resolved["documentation"]["value"]
        for uri, marked in (
            (OWN, 'ignore = ["typing/opt|ional-syntax"]'),
            (PROJECT, '[tool.houserules.rules."typing/opt|ional-syntax"]'),
            (CODE, "x = 1  # houserules: ignore[typing/opt|ional-syntax]"),
        ):
            _, hover = asked(product, "textDocument/hover", uri, marked)
            assert hover["contents"]["value"] == resolved["documentation"]["value"]


def test_what_is_found_on_the_line_comes_first() -> None:
    text = "from typing import Optional\n\nx: Optional[int] = None  # houserules: ignore["
    with Editor(PRODUCT) as product:
        product.initialize(initializationOptions={"select": [RULE]})
        product.open(CODE, text)
        product.wait_for(lambda message: RULE in str(message.get("params")))
        position = {"line": 2, "character": len(text.split("\n")[2])}
        params = {"textDocument": {"uri": CODE}, "position": position}
        items = product.request("textDocument/completion", params)
        first = min(items, key=lambda item: item["sortText"])
        assert first["label"] == RULE


def test_any_prefix_of_any_settings_has_a_caret_or_none() -> None:
    """Half-typed files never raise, and what is typed is inside the text."""
    parts = ['select = ["a"', "\n", "[x.y]", '"', "'''", "{", "}", "[", "]", "=", ".", ",", "# c"]
    chance = random.Random(7)
    for _ in range(3_000):
        text = "".join(chance.choice(parts) for _ in range(chance.randrange(12)))
        offset = chance.randint(0, len(text))
        caret = caret_at(text, offset)
        assert caret is None or 0 <= caret.word.start <= offset <= caret.word.end <= len(text)


def test_the_word_of_every_prefix_while_typing() -> None:
    line = 'severity = { "docs/required" = "error" }'
    for end in range(len(line) + 1):
        caret = caret_at(line[:end], end)
        if caret is not None:
            assert line[:end].endswith(line[caret.word.start : end])
