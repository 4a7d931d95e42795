"""Every fact that any rule or fix of this installation reads, whatever settings select."""

from __future__ import annotations

import fnmatch
import re
from functools import cache
from typing import Any

from houserules.analysis.extractor import Extractor, closure
from houserules.analysis.project import Reading
from houserules.workspace.catalog import rule_catalog
from houserules.workspace.files import matches_any


@cache
def _extractors() -> tuple[Extractor[Any], ...]:
    rules = rule_catalog().rules
    wanted = [e for r in rules for e in r.requires]
    wanted += [e for r in rules for t in r.fixes for e in t.requires]
    return tuple(closure(wanted))


@cache
def all_facts() -> tuple[Extractor[Any], ...]:
    """All facts, of Python files and of others."""
    return tuple(e for e in _extractors() if e.fact is not None)


@cache
def facts_read_everywhere() -> frozenset[str]:
    """The ids of the facts of which anybody reads a key over all files."""
    readings = (e.reading for e in _extractors() if e.reading is not None)
    return frozenset(
        r.fact.id for r in readings if r.fact and r.how in (Reading.EVERYWHERE, Reading.ALL)
    )


@cache
def module_facts() -> tuple[Extractor[Any], ...]:
    """The facts of Python files."""
    return tuple(e for e in all_facts() if e.contribute is not None)


@cache
def document_names() -> frozenset[str]:
    """The names of files that are not Python and may hold facts; some are globs."""
    patterns = (p for e in all_facts() if e.fact is not None for p in e.fact.files)
    return frozenset(pattern.rpartition("/")[2] for pattern in patterns)


@cache
def _document_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, sorted(document_names()))))


def may_be_document(name: str) -> bool:
    """Whether a file of a name may hold facts as something else than Python."""
    return _document_pattern().match(name) is not None


def document_facts(relative_path: str) -> tuple[Extractor[Any], ...]:
    """The facts of a file that is not Python."""
    return tuple(
        e for e in all_facts() if e.fact is not None and matches_any(e.fact.files, relative_path)
    )
