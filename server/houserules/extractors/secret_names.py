"""Names of settings and variables that hold a secret."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?:^|_)(?:passwords?|passwd|passphrase|secrets?|tokens?|credentials?|(?:api)?key"
    r"|(?:api|access|private|signing|encryption|secret)_?keys)$"
)
# Counts of tokens, switches, paths, and keys that everybody may see.
_HARMLESS = re.compile(
    r"(?:^|_)(?:max|min|num|total|used|input|output|context|completion|prompt)(?:_\w+)?_tokens?$"
    r"|(?:^|_)(?:public|primary|foreign|partition|sort|cache|index|group|object)_keys?$"
    r"|(?:^|_)(?:allow|disable|enable|include|permissions|require|use)_|application_credentials$"
)


def is_secret_name(name: str) -> bool:
    """Whether a field or variable holds a secret as its name says, in upper or lower case."""
    lowered = name.lower()
    return _SECRET.search(lowered) is not None and _HARMLESS.search(lowered) is None


_STORED = re.compile(
    r"(?:^|_)(?:password|passwd|hashed_password|password_hash|secret|private_key|salt"
    r"|otp_secret)s?$"
)


def is_stored_secret(name: str) -> bool:
    """Whether a field holds what no client may see: passwords, their hashes, private keys."""
    return _STORED.search(name) is not None
