"""What holds of all rules together: profiles converge, and directions are inverse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.profiles import load_profiles
from houserules.rules import RULES
from houserules.settings.model import SettingsLayer
from houserules.syntax.cache import ParseCache
from houserules.testing.cases import example_cases
from houserules.workspace.fixing import fix_all
from houserules.workspace.project import Workspace
from tests.analysis.documents import APPLICATION

SOURCES = [APPLICATION, *(case.code for rule in RULES for case in example_cases(rule))]
MODEL = """from pydantic import BaseModel, ConfigDict


class Item(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
"""
ROUTE = """from typing import Annotated

from fastapi import APIRouter, Depends

router = APIRouter()


@router.get("/items")
async def read(item: int, me: Annotated[str, Depends(print)], size: int = 10): ...
"""
INVERSE: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        "typing/optional-syntax",
        {"style": "typing"},
        {"style": "pep604"},
        'def f(a: int | None, b: "str | None") -> dict[str, int | None]: ...\n',
    ),
    (
        "typing/union-syntax",
        {"style": "typing"},
        {"style": "pep604"},
        'def f(a: int | str, b: "str | int | None") -> dict[str, int | bytes]: ...\n',
    ),
    (
        "typing/collection-generics",
        {"style": "typing"},
        {"style": "builtin"},
        "def f(a: list[int], b: dict[str, set[int]]) -> tuple[type[int], ...]: ...\n",
    ),
    ("pydantic/config-style", {"api": "v1"}, {"api": "v2"}, MODEL),
    ("fastapi/depends-style", {"style": "default"}, {"style": "annotated"}, ROUTE),
]


@pytest.mark.parametrize("profile", load_profiles())
def test_no_two_safe_fixes_of_a_profile_undo_each_other(profile: str, tmp_path: Path) -> None:
    layer = SettingsLayer("test", table={"profile": profile})
    workspace = Workspace(tmp_path, layer)
    paths = ("app/services/orders.py", "src/backend/orders.py", "src/api/orders/service.py")
    for number, source in enumerate(SOURCES):
        for path in paths:
            once = workspace.fix_file(tmp_path / path, source.encode())
            assert not once.errors, (number, path, once.errors)
            again = workspace.fix_file(tmp_path / path, once.after)
            assert again.after == once.after, (number, path)


TYPED = (
    "from typing import Dict, List, Optional, Union\n\n\n"
    "def f(a: List[int], b: Dict[str, Optional[int]], c: Union[int, str]) -> Optional[str]: ...\n\n\n"
    "def g(a: list[int], b: dict[str, int | None], c: int | str) -> str | None: ...\n"
)
STYLES = [
    {"optional-style": optional, "collection-style": collection, "union-style": "pep604"}
    for optional in ("pep604", "typing")
    for collection in ("builtin", "typing")
]


@pytest.mark.parametrize("styles", STYLES, ids=lambda s: "-".join(s.values()))
@pytest.mark.parametrize("by_option", [False, True], ids=["conventions", "options"])
def test_typing_rules_agree_on_every_style(
    styles: dict[str, str], by_option: bool, tmp_path: Path
) -> None:
    table: dict[str, Any] = {"profile": "recommended", "conventions": styles}
    if by_option:
        table = {
            "profile": "recommended",
            "rules": {
                "typing/optional-syntax": {"style": styles["optional-style"]},
                "typing/collection-generics": {"style": styles["collection-style"]},
            },
        }
    workspace = Workspace(tmp_path, SettingsLayer("test", table=table))
    path = tmp_path / "app/services/orders.py"
    once = workspace.fix_file(path, TYPED.encode()).after
    assert ("Optional[" in once.decode()) == (styles["optional-style"] == "typing")
    assert ("List[" in once.decode()) == (styles["collection-style"] == "typing")
    assert workspace.fix_file(path, once).after == once


def fixed(rule_id: str, options: dict[str, Any], text: str) -> str:
    (rule,) = (r for r in RULES if r.id == rule_id)
    assert rule.options is not None
    rules = compile_rules([ActiveRule.of(rule, rule.options(**options))])
    info = ModuleInfo(target_version=(3, 12))
    analysis = ModuleAnalysis(rules, info, ParseCache().parse, strict=True)
    analysis.open(text)
    return fix_all(analysis, lambda finding, fix: True).text


@pytest.mark.parametrize(
    ("rule_id", "there", "back", "text"), INVERSE, ids=[case[0] for case in INVERSE]
)
def test_directions_are_inverse(
    rule_id: str, there: dict[str, Any], back: dict[str, Any], text: str
) -> None:
    turned = fixed(rule_id, there, text)
    assert turned != text
    assert fixed(rule_id, back, turned) == text
