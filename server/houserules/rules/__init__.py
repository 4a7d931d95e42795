"""Every rule, by area: nothing registers on import, nothing is discovered by scanning."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules import (
    async_,
    cache,
    comments,
    config,
    docs,
    errors,
    fastapi,
    http,
    imports,
    layering,
    logging,
    naming,
    project,
    pydantic,
    security,
    sqlalchemy,
    style,
    typing,
)

RULES: tuple[Rule, ...] = (
    *async_.RULES,
    *cache.RULES,
    *comments.RULES,
    *config.RULES,
    *docs.RULES,
    *errors.RULES,
    *fastapi.RULES,
    *http.RULES,
    *imports.RULES,
    *layering.RULES,
    *logging.RULES,
    *naming.RULES,
    *project.RULES,
    *pydantic.RULES,
    *security.RULES,
    *sqlalchemy.RULES,
    *style.RULES,
    *typing.RULES,
)
"""The implemented rules, by id."""
