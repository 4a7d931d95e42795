"""Documents for randomised tests: what a rule sees in real modules, at most 400 lines."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.memo import ResultMemo
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import ActiveRule, RuleSet, compile_rules
from houserules.rules import RULES
from houserules.syntax.cache import ParseCache

APPLICATION = '''"""Orders."""

from __future__ import annotations

import os
import time
from typing import Dict, List, Optional, Union

import structlog
from fastapi import APIRouter
from pydantic import BaseModel

from app.core.db import session

logger = structlog.get_logger(__name__)
router = APIRouter(prefix="/orders")
Names = Optional[str]


class Order(BaseModel):
    """An order."""

    id: int
    note: Optional[str] = None
    tags: List[str] = []

    class Config:
        frozen = True
        # Old clients send more.
        extra = "ignore"

    def list(self) -> Dict[str, int]:
        return {}

    def total(self, rate: "Optional[float]" = None) -> Union[int, None]:
        try:
            return int(os.environ["RATE"])
        except:  # noqa
            return None


class Shop(Order):
    class Inner(BaseModel):
        x: Optional[int]

    async def refresh(self) -> None:
        time.sleep(1)
        logger.info("shop.refreshed", extra={"shop": self.id})


@router.get("/{order_id}")
async def read_order(order_id: int) -> Optional[Order]:
    """Read."""
    time.sleep(0.1)  # houserules: ignore[async/blocking-sleep]
    return None


@router.get("/stats")
async def stats() -> Dict[str, int]:
    def nested(a: Optional[int]):
        return a

    return {"a": nested(1)}


def helper(values: List[int], *, by: Optional[str] = None):
    for value in values:
        if value:
            yield value
        else:
            continue
'''

FRAGMENTS = (
    "\n", " ", "    ", "x", "(", ")", "[", "]", '"', "'", '"""', "#", ":", "def f():\n", "class A:\n",
    "    pass\n", "import os\n", "from typing import Optional\n", "Optional[int]", "# noqa", "async ",
    "# houserules: ignore[typing/optional-syntax]", "\\\n", "\t", "else:\n", "@", ",", "= 1", "😀",
    "time = 1\n", "list", "\r\n", "\f", "\u2028", "if x:\n", "try:\n", "except:\n", "router",
)  # fmt: skip


def all_rules() -> RuleSet:
    """Every rule with its defaults."""
    return compile_rules(ActiveRule.of(rule) for rule in RULES)


def new_analysis(rules: RuleSet, memo: ResultMemo | None = None) -> ModuleAnalysis:
    """An analysis that raises when a rule raises."""
    info = ModuleInfo(name="app.orders", target_version=(3, 12), local_packages=frozenset({"app"}))
    return ModuleAnalysis(rules, info, ParseCache().parse, memo, strict=True)


def snapshot(analysis: ModuleAnalysis) -> list[tuple[object, ...]]:
    """Everything that is shown of a document, in document order."""
    return [
        (
            analysis.tree.start(index) + finding.span.start,
            analysis.tree.start(index) + finding.span.end,
            finding.rule,
            finding.message,
            severity.label,
            finding.fix.title if finding.fix else None,
            finding.fix.pointer if finding.fix else None,
            tuple((r.span, r.message) for r in finding.related),
            finding.tags,
        )
        for index, state in enumerate(analysis.states)
        for finding, severity in state.reported
    ]


def sources(seed: random.Random, count: int) -> list[str]:
    """Sources to edit: an application, pieces of the standard library, broken pieces."""
    found = [APPLICATION]
    library = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    while len(found) < count:
        text = seed.choice(library).read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines(keepends=True)
        start = seed.randrange(max(1, len(lines) - 150))
        found.append("".join(lines[start : start + seed.randrange(20, 150)]))
    return found
