"""Rules of the area `sqlalchemy`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.sqlalchemy.async_engine import async_engine
from houserules.rules.sqlalchemy.bulk_write import bulk_write
from houserules.rules.sqlalchemy.celery_sync_variant import celery_sync_variant
from houserules.rules.sqlalchemy.column_index import column_index
from houserules.rules.sqlalchemy.commit_boundary import commit_boundary
from houserules.rules.sqlalchemy.create_all import create_all
from houserules.rules.sqlalchemy.driver import driver
from houserules.rules.sqlalchemy.engine_pool import engine_pool
from houserules.rules.sqlalchemy.flush_before_use import flush_before_use
from houserules.rules.sqlalchemy.foreign_key_cascade import foreign_key_cascade
from houserules.rules.sqlalchemy.integrity_savepoint import integrity_savepoint
from houserules.rules.sqlalchemy.lazy_relationship import lazy_relationship
from houserules.rules.sqlalchemy.mapped_column import mapped_column
from houserules.rules.sqlalchemy.mapped_relationship import mapped_relationship
from houserules.rules.sqlalchemy.missing_await import missing_await
from houserules.rules.sqlalchemy.multiple_commits import multiple_commits
from houserules.rules.sqlalchemy.query_in_loop import query_in_loop
from houserules.rules.sqlalchemy.refresh_after_commit import refresh_after_commit
from houserules.rules.sqlalchemy.scalar_one import scalar_one
from houserules.rules.sqlalchemy.scalars_all import scalars_all
from houserules.rules.sqlalchemy.select_style import select_style
from houserules.rules.sqlalchemy.session_context import session_context
from houserules.rules.sqlalchemy.session_ownership import session_ownership
from houserules.rules.sqlalchemy.unique_column import unique_column
from houserules.rules.sqlalchemy.upsert_set import upsert_set

RULES: tuple[Rule, ...] = (
    async_engine,
    bulk_write,
    celery_sync_variant,
    column_index,
    commit_boundary,
    create_all,
    driver,
    engine_pool,
    flush_before_use,
    foreign_key_cascade,
    integrity_savepoint,
    lazy_relationship,
    mapped_column,
    mapped_relationship,
    missing_await,
    multiple_commits,
    query_in_loop,
    refresh_after_commit,
    scalar_one,
    scalars_all,
    select_style,
    session_context,
    session_ownership,
    unique_column,
    upsert_set,
)
"""By id."""
