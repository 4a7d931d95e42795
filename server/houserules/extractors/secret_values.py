"""Strings that are a secret by their shape, or look like one where a name says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

_SHAPES = (
    ("OpenAI key", re.compile(r"\bsk-(?:proj-|ant-)?(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{24,}")),
    ("GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})")),
    ("AWS key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("Slack token", re.compile(r"\bxox[abposr]-\d[\w-]{20,}")),
    ("private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=\s]{60,}")),
    ("JSON web token", re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}")),
)
_DSN = re.compile(
    r"^[a-z][a-z0-9]*(?:\+\w+)?://(?P<user>[^:/?#@\s]*):(?P<password>[^@/\s]+)@(?P<host>[^:/?#\s]+)"
)
_SAMPLE = re.compile(
    r"example|sample|x{4}|X{4}|\*{3}|\.{3}|0{6}|123456|abcdef|dummy|fake|test|your|change",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"localhost$|127\.|0\.0\.0\.0$|\[?::1|host\.docker\.internal$|[^.]+$")
_WORDS_OF_SECRETS = frozenset(
    {
        "auth", "bearer", "basic", "credential", "credentials", "jwt", "key", "pass", "passphrase",
        "passwd", "password", "pwd", "secret", "token", "tokens", "keys", "env", "oauth2",
    }
)  # fmt: skip
_TOKEN = re.compile(r"[\w!@#%^&*+=.~-]+")
_STRONG = ("password", "passwd", "passphrase", "secret_key", "signing_key", "client_secret")


def shape_of(text: str) -> str:
    """Which known kind of secret stands in a text; ``""`` for none, and for samples."""
    if len(text) < 20:
        return ""
    for kind, pattern in _SHAPES:
        found = pattern.search(text)
        if found is not None and not _SAMPLE.search(found[0]):
            return kind
    return "password in a URL" if _has_password(text) else ""


def _has_password(text: str) -> bool:
    found = _DSN.match(text) if "://" in text and "@" in text else None
    if found is None or _LOCAL.match(found["host"]) or _SAMPLE.search(text):
        return False
    password = found["password"].lower()
    if not password.strip("*") or set(password) & set("{}<>$%[]"):
        return False
    return password not in ("password", "pass", "passwd", "pwd", "secret", found["user"].lower())


def names_secret(name: str, names: Iterable[str], deny: Iterable[str]) -> bool:
    """Whether a name is one of secrets, or ends in one behind an underscore."""
    lowered = name.lower()
    if not any(lowered == word or lowered.endswith(f"_{word}") for word in names):
        return False
    return not any(fnmatchcase(lowered, pattern) for pattern in deny)


def looks_secret(name: str, text: str, least: int, placeholders: Iterable[str]) -> bool:
    """Whether a value of a name of secrets is one, not a word, a name, a path or a sample."""
    if len(text) < least or _TOKEN.fullmatch(text) is None:
        return False
    lowered = text.lower()
    if any(fnmatchcase(lowered, pattern) for pattern in placeholders):
        return False
    if _SAMPLE.search(text) and not _has_sample_key(text):
        return False
    if _squeezed(lowered) in _squeezed(name.lower()):
        return False
    words = re.split(
        r"[^a-z0-9]+|(?<=[a-z])(?=\d)", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower()
    )
    if len(words) > 1 and _WORDS_OF_SECRETS & set(words) and not _is_random(text):
        return False
    if _is_random(text):
        return True
    return name.lower().endswith(_STRONG) and len(words) == 1 and not _is_word(lowered)


def _has_sample_key(text: str) -> bool:
    return len(text) >= 32 and _is_random(text)


def _is_random(text: str) -> bool:
    """Whether letters and digits stand in it in the way that no word has them."""
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    if digits < 2 or letters < 2:
        return False
    runs = len(re.findall(r"\d+", text))
    return len(text) >= 8 and (runs >= 2 or re.search(r"[!@#%^&*]", text) is not None)


def _is_word(lowered: str) -> bool:
    return lowered in _WORDS_OF_SECRETS or lowered.isdecimal()


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)
