"""What a result asked of its project: the answers are others exactly if they are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pytest

from houserules.analysis.extractor import Extractor
from houserules.analysis.project import Reading
from houserules.analysis.state import Key
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.env_files import ENV_ENTRIES
from houserules.testing.project import project_of
from houserules.workspace.index.project_index import ProjectIndex
from houserules.workspace.index.project_reads import (
    NOT_KNOWN,
    Answers,
    ProjectReads,
    questions_in,
    questions_text,
)

FACTS = (BINDINGS, CLASSES, ENV_ENTRIES)
FILES = {
    "app/__init__.py": "",
    "app/base.py": "class Base: ...\n",
    "app/user.py": "from app.base import Base\nclass User(Base): ...\n",
    ".env.example": "A=1\n",
}
IN_BASE = (CLASSES, (Reading.IN_MODULE, ("app.base", "Base")))
NO_NAME = (BINDINGS, (Reading.IN_MODULE, ("app.base", "Late")))
NO_MODULE = (BINDINGS, (Reading.IN_MODULE, ("app.late", "x")))
EVERY_BASE = (CLASSES, (Reading.EVERYWHERE, "Base"))
ALL_CLASSES = (CLASSES, (Reading.ALL, ""))
MODULE = (None, (Reading.MODULE, "app.user"))
LATE_MODULE = (None, (Reading.MODULE, "app.late"))
FOLDER = (None, (Reading.FOLDER, "app"))
LATE_FOLDER = (None, (Reading.FOLDER, "app/late"))
ENTRIES = (ENV_ENTRIES, (Reading.EVERYWHERE, "A"))
ALL_ENTRIES = (ENV_ENTRIES, (Reading.ALL, ""))

FUNCTION = {"app/user.py": FILES["app/user.py"] + "def f(): ...\n"}
BODY = {"app/base.py": "class Base:\n    def f(self):\n        return 1\n"}
OTHER_BASE = {"app/base.py": "class Base(int): ...\n"}
LATE = {"app/late.py": "x = 1\n"}
PACKAGE = {"app/late/__init__.py": "", "app/late/one.py": ""}
SECOND = {"app/second.py": "class Base: ...\n"}
NAME = {"app/base.py": FILES["app/base.py"] + "Late = 1\n"}
ENTRY = {".env.example": "A=1\nB=2\n"}


def index_of(files: Mapping[str, str | None]) -> ProjectIndex:
    index = project_of(FACTS, {name: text for name, text in files.items() if text is not None})
    index.become_ready()
    return index


def reads_of(files: Mapping[str, str | None], *keys: Key) -> ProjectReads:
    return Answers(index_of(files)).reads_of(keys)


@pytest.mark.parametrize(
    ("key", "change", "holds"),
    [
        (IN_BASE, FUNCTION, True),
        (IN_BASE, LATE, True),
        (IN_BASE, OTHER_BASE, False),
        (IN_BASE, {"app/base.py": None}, False),
        (NO_NAME, FUNCTION, True),
        (NO_NAME, NAME, False),
        (NO_MODULE, NAME, True),
        (NO_MODULE, LATE, False),
        (NO_MODULE, {"app/late.py": ""}, False),
        (EVERY_BASE, FUNCTION, True),
        (EVERY_BASE, SECOND, False),
        (EVERY_BASE, {"app/base.py": None}, False),
        (ALL_CLASSES, FUNCTION, True),
        (ALL_CLASSES, OTHER_BASE, False),
        (ALL_CLASSES, {"app/user.py": None}, False),
        (MODULE, FUNCTION, True),
        (MODULE, {"app/user.py": None, "app/user/__init__.py": FILES["app/user.py"]}, False),
        (MODULE, {"app/user.py": None}, False),
        (LATE_MODULE, FUNCTION, True),
        (LATE_MODULE, LATE, False),
        (LATE_MODULE, PACKAGE, False),
        (FOLDER, OTHER_BASE, True),
        (FOLDER, LATE, False),
        (FOLDER, {"app/user.py": None}, False),
        (LATE_FOLDER, LATE, True),
        (LATE_FOLDER, PACKAGE, False),
        (ENTRIES, OTHER_BASE, True),
        (ENTRIES, {".env.example": "B=1\n"}, False),
        (ALL_ENTRIES, LATE, True),
        (ALL_ENTRIES, ENTRY, False),
        (ALL_ENTRIES, {".env.example": None}, False),
    ],
)
def test_only_other_answers_are_others(
    key: tuple[Extractor[Any] | None, Hashable],
    change: Mapping[str, str | None],
    holds: bool,
) -> None:
    reads = reads_of(FILES, key)
    assert Answers(index_of(FILES)).still_hold(reads)
    assert Answers(index_of({**FILES, **change})).still_hold(reads) is holds
    back = {name: text for name, text in {**FILES, **change, **FILES}.items() if name in FILES}
    assert Answers(index_of(back)).still_hold(reads)


def test_typing_in_a_body_changes_no_answer() -> None:
    keys = (IN_BASE, NO_NAME, NO_MODULE, EVERY_BASE, ALL_CLASSES, MODULE, FOLDER, ALL_ENTRIES)
    reads = reads_of({**FILES, **BODY}, *keys)
    typed = {"app/base.py": BODY["app/base.py"].replace("1", "print(2)")}
    assert Answers(index_of({**FILES, **typed})).still_hold(reads)


def test_the_order_of_reading_is_nothing() -> None:
    keys = [IN_BASE, NO_NAME, MODULE, FOLDER, ALL_CLASSES, ENTRIES]
    assert reads_of(FILES, *keys) == reads_of(FILES, *keys[::-1])
    assert len(set(questions_in(questions_text(keys)))) == len(keys)


def test_one_of_many_answers_counts() -> None:
    reads = reads_of(FILES, IN_BASE, NO_NAME, FOLDER)
    assert not Answers(index_of({**FILES, **NAME})).still_hold(reads)


def test_answers_that_were_prepared_are_the_same() -> None:
    reads = reads_of(FILES, IN_BASE, NO_NAME, ALL_CLASSES)
    other = reads_of(FILES, IN_BASE, FOLDER)
    answers = Answers(index_of(FILES))
    answers.prepare([reads.questions, other.questions, ""])
    assert answers.still_hold(reads)
    assert answers.still_hold(other)


def test_what_is_not_known_never_holds() -> None:
    assert not Answers(index_of(FILES)).still_hold(NOT_KNOWN)
