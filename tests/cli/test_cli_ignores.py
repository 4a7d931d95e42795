"""``check --add-ignores``: a comment for each finding, the code as it was, and what is left named."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

SELECT = 'select = ["typing/optional-syntax", "errors/bare-except", "comments/noqa-code"]\n'
HEAD = "from typing import Optional\n"
IGNORE = "# houserules: ignore"
BOOKSHOP = Path(__file__).parents[1] / "fixtures" / "bookshop"

CASES = {
    "a simple statement": ("x: Optional[int] = 1\n", f"x: Optional[int] = 1  {IGNORE}[T]\n"),
    "without a last line break": ("x: Optional[int]", f"x: Optional[int]  {IGNORE}[T]"),
    "behind another comment": (
        "x: Optional[int]  # type: ignore\n",
        f"x: Optional[int]  # type: ignore  {IGNORE}[T]\n",
    ),
    "several of one rule": (
        "def f(a: Optional[int], b: Optional[int]) -> None: ...\n",
        f"def f(a: Optional[int], b: Optional[int]) -> None: ...  {IGNORE}[T]\n",
    ),
    "in a comment that is there": (
        f"x: Optional[int]  {IGNORE}[docs, errors] - because\n",
        f"x: Optional[int]  {IGNORE}[docs, errors, T] - because\n",
    ),
    "in a comment without ids": (
        f"x: Optional[int]  {IGNORE}\n",
        f"x: Optional[int]  {IGNORE}[T]\n",
    ),
    "several lines": (
        "x: Optional[\n    int\n] = (\n    1\n)\n",
        f"x: Optional[\n    int\n] = (\n    1\n)  {IGNORE}[T]\n",
    ),
    "a string of several lines": (
        'x: Optional[str] = """\nOptional[int]\n"""\n',
        f'x: Optional[str] = """\nOptional[int]\n"""  {IGNORE}[T]\n',
    ),
    "continued lines": (
        "x: Optional[int] = 1 + \\\n    2\n",
        f"x: Optional[int] = 1 + \\\n    2  {IGNORE}[T]\n",
    ),
    "a header of several lines": (
        'def f(\n    a: Optional[int],\n):  # noqa: E1\n    """F."""\n    x = 1\n',
        f'def f(\n    a: Optional[int],\n):  # noqa: E1  {IGNORE}[T]\n    """F."""\n    x = 1\n',
    ),
    "a decorator": (
        "@d(Optional[int])\ndef f(a: Optional[int]):\n    pass\n",
        f"@d(Optional[int])\ndef f(a: Optional[int]):  {IGNORE}[T]\n    pass\n",
    ),
    "a class": (
        "class A(B[Optional[int]]):\n    x: Optional[int]\n\n    y: int\n",
        f"class A(B[Optional[int]]):  {IGNORE}[T]\n    x: Optional[int]  {IGNORE}[T]\n\n    y: int\n",
    ),
    "an except clause": (
        "try:\n    pass\nexcept:\n    pass\n",
        f"try:\n    pass\nexcept:  {IGNORE}[E]\n    pass\n",
    ),
    "a body on the line of its header": (
        "if x: y: Optional[int] = 1\n",
        f"if x: y: Optional[int] = 1  {IGNORE}[T]\n",
    ),
    "two statements on a line": (
        "a: Optional[int]; b: Optional[int]\n",
        f"a: Optional[int]; b: Optional[int]  {IGNORE}[T]\n",
    ),
    "tabs and windows line ends": (
        "if x:\r\n\ty: Optional[int] = 1\r\n",
        f"if x:\r\n\ty: Optional[int] = 1  {IGNORE}[T]\r\n",
    ),
    "a form feed": (
        "x: Optional[int]\n\x0c\ny = 1\n",
        f"x: Optional[int]  {IGNORE}[T]\n\x0c\ny = 1\n",
    ),
}


def spelled(text: str) -> str:
    return (
        text.replace("[T]", "[typing/optional-syntax]")
        .replace(", T]", ", typing/optional-syntax]")
        .replace("[E]", "[errors/bare-except]")
    )


@pytest.mark.parametrize("name", CASES)
def test_comments_go_where_they_are_read(name, project, run) -> None:
    before, after = CASES[name]
    selected = (
        'select = ["typing/optional-syntax", "errors/bare-except"]\nignore = ["suppressions"]\n'
    )
    folder = project({"houserules.toml": selected, "a.py": HEAD + before})
    done = run("check", "--add-ignores")
    assert (folder / "a.py").read_bytes().decode() == HEAD + spelled(after)
    assert (done.code, done.out) == (0, "No findings in 1 file.\n")
    assert run("check").code == 0


def test_what_is_done_is_said(project, run) -> None:
    project({"houserules.toml": SELECT, "a.py": HEAD + "x: Optional[int]\n", "b.py": "x = 1\n"})
    assert run("check", "--add-ignores").err == "1 finding ignored in 1 of 2 files.\n"
    assert run("check", "--add-ignores").err == "0 findings ignored in 0 of 2 files.\n"


def test_what_cannot_be_ignored_is_named(project, run) -> None:
    text = "# noqa: nonsense\n" + HEAD + "x: Optional[int]\n"
    folder = project({"houserules.toml": SELECT, "a.py": text})
    found = json.loads(run("check", "--format", "json").out)["findings"]
    assert {f["rule"] for f in found} == {"comments/noqa-code", "typing/optional-syntax"}
    done = run("check", "--add-ignores", "--fail-on", "error")
    assert done.code == 1
    assert "a.py:1:1: " in done.out
    assert "comments/noqa-code" in done.out
    assert done.err == "1 finding ignored in 1 of 1 file.\n"
    assert (folder / "a.py").read_text() == spelled(text[:-1] + f"  {IGNORE}[T]\n")


FIRST_LINES = {
    "none": "",
    "a hash bang": "#!/usr/bin/env python\n",
    "an encoding": "# -*- coding: utf-8 -*-\n",
    "both": "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
    "a comment and an encoding": "# Chat.\n# coding: latin-1\n",
}


@pytest.mark.parametrize("name", FIRST_LINES)
@pytest.mark.parametrize("rest", ["", "x = 1\n", '"""Chat."""\n\nx = 1\n'])
def test_a_finding_about_a_file_is_ignored_below_its_first_lines(rest, name, project, run) -> None:
    settings = """
        select = ["project/feature-package"]
        rules."project/feature-package".root = "src/api"
    """
    first = FIRST_LINES[name]
    files = {"src/core/config.py": "", "src/api/chat/router.py": first + rest}
    folder = project({"houserules.toml": settings, **files})
    assert run("check").code == 1
    assert run("check", "--add-ignores").code == 0
    assert (folder / "src/api/chat/router.py").read_text() == (
        f"{first}{IGNORE}-file[project/feature-package]\n{rest}"
    )
    assert run("check").code == 0


def test_code_that_was_not_looked_at_is_no_finding_to_ignore(project, run) -> None:
    folder = project({"houserules.toml": SELECT, "a.py": "x = " + "(" * 500 + ")" * 500 + "\n"})
    before = (folder / "a.py").read_text()
    done = run("check", "--add-ignores")
    assert (done.code, "syntax/not-analysed" in done.out) == (0, True)
    assert (folder / "a.py").read_text() == before


def test_a_broken_file_is_left_and_named(project, run) -> None:
    broken = HEAD + "x: Optional[int]\ny = (\n"
    folder = project(
        {"houserules.toml": SELECT, "a.py": broken, "b.py": HEAD + "x: Optional[int]\n"}
    )
    done = run("check", "--add-ignores")
    assert done.code == 2
    assert (folder / "a.py").read_text() == broken
    assert IGNORE in (folder / "b.py").read_text()
    assert "a.py:3: error syntax error" in done.out


def test_known_findings_need_no_comment(project, run) -> None:
    settings = SELECT + 'baseline = "known.json"\n'
    folder = project({"houserules.toml": settings, "a.py": HEAD + "x: Optional[int]\n"})
    run("baseline")
    with (folder / "a.py").open("a") as file:
        file.write("y: Optional[str]\n")
    done = run("check", "--add-ignores")
    assert (done.code, done.out) == (0, "No findings in 1 file, 1 in the baseline.\n")
    assert (folder / "a.py").read_text() == spelled(
        HEAD + f"x: Optional[int]\ny: Optional[str]  {IGNORE}[T]\n"
    )


def test_other_encodings_are_kept(project, run) -> None:
    text = "# coding: latin-1\n" + HEAD + "x: Optional[int] = 'é'\n"
    folder = project({"houserules.toml": SELECT, "a.py": text.encode("latin-1")})
    assert run("check", "--add-ignores").code == 0
    after = (folder / "a.py").read_bytes().decode("latin-1")
    assert after == spelled(text[:-1] + f"  {IGNORE}[T]\n")


def test_only_what_was_selected(project, run) -> None:
    text = HEAD + "def f(a: Optional[int]): ...\n"
    folder = project({"houserules.toml": 'profile = "recommended"\n', "a.py": text})
    run("check", "--add-ignores", "--select", "typing/optional-syntax")
    assert (folder / "a.py").read_text().count("ignore[typing/optional-syntax]") == 1
    assert run("check", "--select", "typing/optional-syntax").code == 0


def test_files_that_are_not_python_have_no_comments_of_ours(project, run) -> None:
    folder = project(
        {
            "houserules.toml": 'select = ["config/env-example"]\n',
            "config.py": (
                "from pydantic_settings import BaseSettings\n\n\n"
                "class Settings(BaseSettings):\n    name: str\n"
            ),
            ".env.example": "NAME=\nOLD=1\n",
        }
    )
    done = run("check", "--add-ignores")
    assert (done.code, done.out.startswith(".env.example:2:1: ")) == (1, True)
    assert (folder / ".env.example").read_text() == "NAME=\nOLD=1\n"


def test_stdin_is_no_file(project, run) -> None:
    project({})
    assert run("check", "--add-ignores", "--stdin-filename", "a.py", "-", stdin=b"").code == 2


def test_a_whole_application(project, run) -> None:
    """Everything is ignored in one run, and every module is the same program as before."""
    files = {
        path.relative_to(BOOKSHOP).as_posix(): path.read_text(encoding="utf-8")
        for path in BOOKSHOP.rglob("*.py")
    }
    # The application keeps to its conventions; this module does not.
    files["api/legacy.py"] = (
        "from typing import Optional\n\n\n"
        "def load(names=[], limit: Optional[int] = None):\n"
        "    try:\n"
        "        return names[:limit]\n"
        "    except:\n"
        "        return []\n"
    )
    folder = project({"houserules.toml": 'select = ["all"]\n', **files})
    assert run("check").code == 1
    done = run("check", "--add-ignores", "--format", "json")
    assert json.loads(done.out)["findings"] == []
    assert done.code == 0
    for name, text in files.items():
        assert ast.dump(ast.parse((folder / name).read_text())) == ast.dump(ast.parse(text))
    assert run("check", "--fail-on", "hint").code == 0
