"""Settings from the environment: defaults, wrong values, and starts that are refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from meetingmuse.environment import VARIABLES, read

PROJECT = Path(__file__).resolve().parent.parent
PRODUCTION = {"DEBUG": "false", "SECRET_KEY": "s" * 32, "ALLOWED_HOSTS": "meet.example.com"}


def test_an_empty_environment_gives_every_default() -> None:
    assert read({}) == {variable.name: variable.default for variable in VARIABLES}


def test_values_are_read_as_what_they_are() -> None:
    values = read(
        {
            "DEBUG": "No",
            "SECRET_KEY": "x" * 32,
            "ALLOWED_HOSTS": "a.example, b.example",
            "PORT": "8010",
            "LLM_TIMEOUT_SECONDS": "2.5",
            "LOG_LEVEL": "debug",
            "MAX_QUEUED_MESSAGES": "0",
        }
    )
    assert values["DEBUG"] is False
    assert values["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert (values["PORT"], values["LLM_TIMEOUT_SECONDS"]) == (8010, 2.5)
    assert (values["LOG_LEVEL"], values["MAX_QUEUED_MESSAGES"]) == ("DEBUG", 0)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MAIL_FROM", "nobody", "MAIL_FROM cannot be 'nobody': allowed is an address, or NAME <ADDRESS>."),
        (
            "MAIL_FROM",
            "a@example.org\nBcc: b@example.org",
            "MAIL_FROM cannot be 'a@example.org\\nBcc: b@example.org': allowed is an address, or NAME <ADDRESS>.",
        ),
        (
            "INVITATION_DELAY_SECONDS",
            "-1",
            "INVITATION_DELAY_SECONDS cannot be '-1': allowed is a whole number from 0 to 3600.",
        ),
        ("DEBUG", "maybe", "DEBUG cannot be 'maybe': allowed is true or false."),
        ("PORT", "0", "PORT cannot be '0': allowed is a whole number from 1 to 65535."),
        ("PORT", "http", "PORT cannot be 'http': allowed is a whole number from 1 to 65535."),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL cannot be 'LOUD': allowed is DEBUG, INFO, WARNING or ERROR."),
        (
            "LLM_TIMEOUT_SECONDS",
            "nan",
            "LLM_TIMEOUT_SECONDS cannot be 'nan': allowed is a number above 0, at most 3600.",
        ),
        (
            "MAX_FRAME_BYTES",
            "-1",
            "MAX_FRAME_BYTES cannot be '-1': allowed is a whole number, 0 for no limit.",
        ),
        (
            "DEFAULT_TIMEZONE",
            "CEST/Nowhere",
            "DEFAULT_TIMEZONE cannot be 'CEST/Nowhere': allowed is an IANA time zone such as Europe/Berlin.",
        ),
        (
            "DATABASE_URL",
            "mysql://u:secret@h/n",
            "DATABASE_URL cannot be the given value: allowed is postgres://USER:PASSWORD@HOST:PORT/NAME.",
        ),
        (
            "DATABASE_URL",
            "postgres://u:p@h:port/n",
            "DATABASE_URL cannot be the given value: allowed is postgres://USER:PASSWORD@HOST:PORT/NAME.",
        ),
        (
            "DATABASE_URL",
            "postgres://u:p@h/n?foo=bar",
            "DATABASE_URL cannot be the given value: allowed is postgres://USER:PASSWORD@HOST:PORT/NAME.",
        ),
        ("SECRET_KEY", "short", "SECRET_KEY cannot be the given value: allowed is at least 32 characters."),
        (
            "ALLOWED_HOSTS",
            "http://foo",
            "ALLOWED_HOSTS cannot be 'http://foo': allowed is host names separated by commas.",
        ),
        ("ALLOWED_HOSTS", ",", "ALLOWED_HOSTS cannot be ',': allowed is host names separated by commas."),
        (
            "REDIS_URL",
            "redis://h:port/1",
            "REDIS_URL cannot be the given value: allowed is redis://HOST:PORT/DB.",
        ),
        ("REDIS_URL", "localhost", "REDIS_URL cannot be the given value: allowed is redis://HOST:PORT/DB."),
    ],
)
def test_a_wrong_value_is_one_sentence_with_name_value_and_what_is_allowed(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        read({name: value})
    assert str(raised.value) == sentence


def test_a_token_of_the_hub_needs_a_model_to_ask_for() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^HUGGINGFACE_MODEL cannot be empty when"):
        read({"HUGGINGFACE_API_TOKEN": "hf_x"})
    endpoint = {"HUGGINGFACE_API_TOKEN": "hf_x", "HUGGINGFACE_ENDPOINT_URL": "http://localhost:1/v1"}
    assert read(endpoint)["HUGGINGFACE_MODEL"] == ""
    assert read({"LLM_FALLBACK": "None"})["LLM_FALLBACK"] == "none"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_to_start_unsafe(change: dict[str, str], name: str) -> None:
    assert read(PRODUCTION)["DEBUG"] is False
    with pytest.raises(ImproperlyConfigured, match=f"^{name} cannot be"):
        read(PRODUCTION | change)


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_wrong_value_stops_the_start_without_a_traceback(tmp_path: Path) -> None:
    done = manage("serve", DATA_DIR=str(tmp_path), PORT="many")
    assert done.returncode == 1
    assert done.stderr == (
        "MeetingMuse cannot start: PORT cannot be 'many': allowed is a whole number from 1 to 65535.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for secret in ({}, {"SECRET_KEY": "x" * 40}):  # the secret and the database are both kept there
        done = manage("serve", DATA_DIR=str(tmp_path / "file"), **secret)
        assert done.returncode == 1
        assert done.stderr.startswith(f"MeetingMuse cannot start: DATA_DIR cannot be '{tmp_path}/file' (")
        assert done.stderr.endswith("): allowed is a folder this user may write.\n")


def test_a_database_that_cannot_be_reached_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    done = manage("serve", DATA_DIR=str(tmp_path), DATABASE_URL="postgres://muse:secret@127.0.0.1:1/muse")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "MeetingMuse cannot use its database (DATABASE_URL, or the one in DATA_DIR): "
    )
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_debug_is_not_served_to_the_world(tmp_path: Path) -> None:
    done = manage("serve", "--host", "0.0.0.0", DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "HOST cannot be '0.0.0.0' when DEBUG=true" in done.stderr


def test_django_checks_pass_in_production_settings_without_starting_a_database(tmp_path: Path) -> None:
    done = manage("check", DATA_DIR=str(tmp_path), **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
