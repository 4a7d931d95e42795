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
from tests.syntax.broken_files import load_all
from tests.syntax.samples import standard_library

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

LONGEST = 400
"""Lines; from scratch is gone through after every edit."""

_STATEMENTS = (
    "def f_N(a: Optional[int] = None, b=[]) -> None:\n    try:\n        return a\n    except:\n        pass\n",
    'class C_N:\n    """N."""\n\n    x: Optional[str] = None\n\n    def m(self) -> int:\n        return f_N(N)\n',
    "VALUE_N = os.environ['N']\n",
    "async def g_N():\n    def inner(x: Optional[int]):\n        return x\n\n    return inner(N)\n",
    "@decorated(N)\ndef h_N(values: list):\n    for value in values:\n        yield value\n",
    "if VALUE_N:\n    import re\nelse:\n    re = None\n",
    "def broken_N(:\n    return (\n",
    "x_N = [\n    1,\n    # open\n",
    "class D_N(C_N)\n    y = 1\n",
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
    """Sources to edit: written, generated, broken, and pieces of the standard library."""
    broken = seed.choice(load_all())
    found = [APPLICATION, generated(seed), cut_short(seed, broken.broken)]
    library = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    while len(found) < count:
        text = seed.choice(library).read_text(encoding="utf-8", errors="replace")
        lines = text.splitlines(keepends=True)
        start = seed.randrange(max(1, len(lines) - LONGEST))
        length = LONGEST if len(found) == count - 1 else seed.randrange(20, 150)
        found.append("".join(lines[start : start + length]))
    return found


def cut_short(seed: random.Random, text: str) -> str:
    """At most ``LONGEST`` lines of a text, from somewhere."""
    lines = text.splitlines(keepends=True)
    start = seed.randrange(max(1, len(lines) - LONGEST))
    return "".join(lines[start : start + LONGEST])


def generated(seed: random.Random) -> str:
    """A module of statements that rules have something to say about, some of them broken."""
    head = "from __future__ import annotations\n\nimport os\nfrom typing import Optional\n\n\n"
    return head + "\n\n".join(
        seed.choice(_STATEMENTS).replace("N", str(number))
        for number in range(seed.randrange(5, 30))
    )


def short_modules(seed: random.Random, count: int) -> list[str]:
    """Whole modules of the standard library, of at most ``LONGEST`` lines."""
    texts = [path.read_text(encoding="utf-8") for path in standard_library()]
    short = [text for text in texts if text.count("\n") <= LONGEST]
    return seed.sample(short, min(count, len(short)))
