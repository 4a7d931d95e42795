"""An ``except:`` names no exception."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.control_flow import always_reraises
from houserules.text.span import Span
from houserules.transforms.bare_excepts import name_bare_except, named_handler

_KEYWORD = "except"


@rule(
    id="errors/bare-except",
    on=(cst.ExceptHandler,),
    requires=(BINDINGS,),
    fixes=(name_bare_except,),
    same_as_ruff=("E722",),
    message="bare `except:` also catches KeyboardInterrupt; name the exception",
    why="A bare `except:` swallows Ctrl-C, `sys.exit()` and cancelled tasks with the error meant.",
    allow_when="The handler ends the process or a thread, and nothing may get past it.",
    examples=[
        Example(
            "def read(path: str) -> str | None:\n"
            "    try:\n"
            "        return open(path).read()\n"
            "    except:"
            "  # want: bare `except:` also catches KeyboardInterrupt; name the exception\n"
            "        return None\n",
            fixed="def read(path: str) -> str | None:\n"
            "    try:\n"
            "        return open(path).read()\n"
            "    except Exception:\n"
            "        return None\n",
        ),
        Example(
            "def write(path: str, text: str) -> None:\n"
            "    try:\n"
            "        save(path, text)\n"
            "    except:\n"
            "        remove(path)\n"
            "        raise\n"
        ),
    ],
)
def bare_except(p: UnitPass, node: cst.ExceptHandler) -> Iterator[Finding]:
    """Report handlers without a type that do not raise again what they caught."""
    if node.type is not None or always_reraises(node.body):
        return
    start = p.span(node).start
    keyword = Span(start, start + len(_KEYWORD))
    yield p.finding(keyword, fix=named_handler(p, node))
