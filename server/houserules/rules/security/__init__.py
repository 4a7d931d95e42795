"""Rules of the area `security`."""

from __future__ import annotations

from houserules.analysis.rule import Rule
from houserules.rules.security.cors_origins import cors_origins
from houserules.rules.security.db_superuser import db_superuser
from houserules.rules.security.hardcoded_secret import hardcoded_secret
from houserules.rules.security.jwt_library import jwt_library
from houserules.rules.security.password_hash import password_hash
from houserules.rules.security.plain_http import plain_http
from houserules.rules.security.plaintext_password import plaintext_password
from houserules.rules.security.rate_limiter_configured import rate_limiter_configured
from houserules.rules.security.sql_injection import sql_injection
from houserules.rules.security.upload_limits import upload_limits

RULES: tuple[Rule, ...] = (
    cors_origins,
    db_superuser,
    hardcoded_secret,
    jwt_library,
    password_hash,
    plain_http,
    plaintext_password,
    rate_limiter_configured,
    sql_injection,
    upload_limits,
)
"""By id."""
