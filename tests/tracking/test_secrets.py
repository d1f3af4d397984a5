"""Secrets in variables, arguments and addresses are not kept; what is left out is named."""

from __future__ import annotations

import pytest

from runyard.tracking import secrets

HUSH = "h-u/s+h"


@pytest.mark.parametrize(
    "name",
    [
        "MY_API_KEY",
        "apikey",
        "GITHUB_TOKEN",
        "Client_Secret",
        "DB_PASSWORD",
        "ROOT_PASSWD",
        "MYSQL_PWD",
        "PASSPHRASE",
        "AWS_CREDENTIALS",
        "BASIC_AUTH",
        "SESSION_COOKIE",
        "SENTRY_DSN",
    ],
)
def test_a_variable_that_sounds_secret_is_left_out_and_named(name):
    assert secrets.variables({name: HUSH, "PWD": "/here", "HOME": "/me"}) == (
        {"HOME": "/me", "PWD": "/here"},
        [name],
    )


def test_a_private_key_is_left_out_whatever_its_name():
    assert secrets.variables({"CERT": "-----BEGIN RSA PRIVATE KEY-----\nabc"}) == ({}, ["CERT"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"postgres://me:{HUSH}@host:5432/db", "postgres://host:5432/db"),
        ("postgres://me:a/b@c@host/db", "postgres://host/db"),
        ("https://ghp_abc@example.org/x.git", "https://example.org/x.git"),
        ("a http://u:p@x,https://v:q@y b", "a http://x,https://y b"),
        ("https://host:8080/pkg.git@v1", "https://host:8080/pkg.git@v1"),
        ("https://example.org/@me?a=b@c", "https://example.org/@me?a=b@c"),
        ("git@example.org:me/x.git", "git@example.org:me/x.git"),
        ("https://x/?token=abc&page=1", "https://x/?token=***&page=1"),
        ("Host=h;AccountKey=abc==;x=1", "Host=h;AccountKey=***;x=1"),
        ('{"api_key": "a b c", "lr": 1}', '{"api_key": ***, "lr": 1}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("--password='a b' --lr 1", "--password=*** --lr 1"),
        ("/opt/keys:/usr/bin", "/opt/keys:/usr/bin"),
        ("postgres://me:it's@host/db", "postgres://host/db"),
        ("Authorization: Token abc def", "Authorization: ***"),
        ("Authorization:Bearer abc.def", "Authorization:Bearer ***"),
        ("Cookie: a=b; session=abc", "Cookie: ***"),
        ("X-Token:abc", "X-Token:***"),
        ("password=a,b'c", "password=***"),
        (r"{'token': 'a\'b'}", "{'token': ***}"),
        ("lr=0.1 monday", "lr=0.1 monday"),
    ],
)
def test_a_text_is_scrubbed(text, kept):
    assert secrets.scrubbed(text) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["t.py", "--api-key", HUSH, "--lr", "0.1"], ["t.py", "--api-key", "***", "--lr", "0.1"]),
        (["--token=abc", "next"], ["--token=***", "next"]),
        (["--tokens", "a", "b", "-x", "c"], ["--tokens", "***", "***", "-x", "c"]),
        (["-password", HUSH], ["-password", "***"]),
        (["--api-key", "-starts-with-a-dash"], ["--api-key", "***"]),
        (
            ["password=abc", "model.auth.cookie=xyz", "lr=1"],
            ["password=***", "model.auth.cookie=***", "lr=1"],
        ),
        (["--use-auth", "--data", "d.csv"], ["--use-auth", "--data", "d.csv"]),
        (["--url", "redis://:hush@h/0"], ["--url", "redis://h/0"]),
        (["-----BEGIN PRIVATE KEY-----abc"], ["***"]),
    ],
)
def test_arguments_are_scrubbed(given, kept):
    assert secrets.arguments(given) == kept


def test_scrubbing_a_long_text_takes_no_time_to_speak_of():
    hostile = "://" + "a:" * 50_000 + " key" * 20_000 + '"' * 50_000
    assert secrets.scrubbed(hostile) == hostile


@pytest.mark.parametrize("text", ["key" * 40_000, "://:a" * 20_000, "a@://:" * 20_000, "token " * 20_000])
def test_a_long_text_takes_no_time_to_speak_of(text):
    """Looked at from each place anew, it would take minutes: this would not end."""
    secrets.scrubbed(text)


@pytest.mark.parametrize(
    ("argument", "kept"),
    [
        ("--password=a;b&c", "--password=***"),
        ("hparams.api_key=a b", "hparams.api_key=***"),
        ("-Dtoken:a;b", "-Dtoken:***"),
        ("--data=/x:y", "--data=/x:y"),
    ],
)
def test_all_of_an_argument_is_hidden_behind_a_name_that_says_secret(argument, kept):
    assert secrets.arguments(["t.py", argument]) == ["t.py", kept]
