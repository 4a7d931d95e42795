"""Which names say that they hold a secret."""

from __future__ import annotations

import pytest

from houserules.extractors.secret_names import is_secret_name

SECRET = [
    "STRIPE_API_KEY", "APIKEY", "aws_secret_access_key", "GITHUB_TOKEN", "DB_PASSWORD", "passwd",
    "JWT_SECRET", "OPENAI_API_KEYS", "SIGNING_KEY", "CHROMA_CREDENTIALS", "key", "TOKENS",
]  # fmt: skip
HARMLESS = [
    "MAX_TOKENS", "max_output_tokens", "TOKEN_URL", "AWS_ACCESS_KEY_ID", "LANGFUSE_PUBLIC_KEY",
    "PASSWORD_REGEX", "SECRET_KEY_LENGTH", "METADATA_KEYS", "ENABLE_API_KEYS", "MONKEY",
    "CORS_ALLOW_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS", "CACHE_KEY", "DATABASE_URL", "",
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless(name: str) -> None:
    assert not is_secret_name(name)
