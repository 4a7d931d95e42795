"""Names in another case."""

from __future__ import annotations

import pytest

from houserules.extractors.word_case import is_snake, to_kebab, to_snake


@pytest.mark.parametrize(
    ("name", "snake", "kebab"),
    [
        ("getHTTPCode", "get_http_code", "get-http-code"),
        ("HTTPClient", "http_client", "http-client"),
        ("userService2", "user_service2", "user-service2"),
        ("v2Users", "v2_users", "v2-users"),
        ("_loadUser", "_load_user", "_load-user"),
        ("load_User", "load_user", "load-user"),
        ("ALL", "all", "all"),
        ("x", "x", "x"),
    ],
)
def test_words_are_parted(name: str, snake: str, kebab: str) -> None:
    assert to_snake(name) == snake
    assert to_kebab(name) == kebab
    assert is_snake(to_snake(name))
    assert is_snake(name) is (name == "x")
