"""`manage.py interpret` as a process of its own: lines in, lines out, nothing started, nothing kept."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-03-04T10:00:00+01:00"


def ask(**changes: Any) -> str:
    message = {"id": "a", "text": "Lunch with Ana tomorrow at noon", "now": NOW, "timezone": "Europe/Berlin"}
    return json.dumps({**message, **changes}, ensure_ascii=False)


def without(key: str) -> str:
    return json.dumps({name: value for name, value in json.loads(ask()).items() if name != key})


class Interpreter:
    """The command, with a data folder of its own in which nothing may appear."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "meetingmuse.settings",
            "DATA_DIR": str(data),
            "SECRET_KEY": "only-for-tests" * 3,
        }
        self.environment.pop("DATABASE_URL", None)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "interpret"]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def answers(self, *lines: str | bytes) -> tuple[list[dict[str, Any]], int]:
        """Return the answers to the lines and the exit code; standard output holds JSON lines and nothing else."""
        given = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
        process = self.start()
        out, _ = process.communicate(given, timeout=60)
        assert out.endswith(b"\n")
        return [json.loads(line) for line in out.splitlines()], process.returncode


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    return Interpreter(tmp_path / "data")


def test_a_message_is_answered_with_every_key(interpreter: Interpreter) -> None:
    answers, code = interpreter.answers(ask())

    assert code == 0
    assert answers == [
        {
            "id": "a",
            "intent": "schedule",
            "title": "Lunch",
            "date": "2026-03-05",
            "time": "12:00",
            "end_date": None,
            "end_time": None,
            "duration_minutes": None,
            "participants": ["Ana"],
            "location": None,
            "recurrence": None,
        }
    ]


def test_neither_database_nor_folder_appears(interpreter: Interpreter) -> None:
    answers, code = interpreter.answers(ask())

    assert (len(answers), code) == (1, 0)
    assert not interpreter.data.exists()


def test_an_unreachable_database_does_not_matter(interpreter: Interpreter) -> None:
    interpreter.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:9/none"

    answers, code = interpreter.answers(ask())

    assert (answers[0]["intent"], code) == ("schedule", 0)


def test_no_lines_no_answers(interpreter: Interpreter) -> None:
    process = interpreter.start()
    out, _ = process.communicate(b"", timeout=60)

    assert (out, process.returncode) == (b"", 0)


def test_answers_come_in_order_and_one_by_one(interpreter: Interpreter) -> None:
    process = interpreter.start()
    assert process.stdin and process.stdout
    said = []
    for name in ("first", "second", "third"):
        process.stdin.write(ask(id=name).encode() + b"\n")
        process.stdin.flush()
        said.append(json.loads(process.stdout.readline())["id"])
    _, errors = process.communicate(timeout=60)

    assert said == ["first", "second", "third"]
    assert (errors, process.returncode) == (b"", 0)


def test_context_is_the_conversation_before(interpreter: Interpreter) -> None:
    context = [
        {"role": "user", "content": "Set up a call with Ana on Friday"},
        {"role": "assistant", "content": "At what time?"},
    ]

    answers, code = interpreter.answers(ask(text="half past three in the afternoon", context=context))

    assert code == 0
    assert {key: answers[0][key] for key in ("intent", "title", "date", "time", "participants")} == {
        "intent": "schedule",
        "title": "call",
        "date": "2026-03-06",
        "time": "15:30",
        "participants": ["Ana"],
    }


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Café mit Jürgen … morgen? Lunch with Jürgen tomorrow", {"participants": ["Jürgen"]}),
        ("Dinner with 李雷 on Friday", {"date": "2026-03-06"}),
        ("🎉 party on Saturday at 8pm 🎉", {"date": "2026-03-07", "time": "20:00"}),
        ("\ud800 lunch tomorrow", {"date": "2026-03-05"}),
        ("", {"intent": "unknown", "title": None, "date": None}),
        (" \n\t ", {"intent": "unknown", "title": None, "date": None}),
        ("nul \x00 byte tomorrow", {"date": "2026-03-05"}),
    ],
)
def test_any_text_is_a_message(interpreter: Interpreter, text: str, slots: dict[str, Any]) -> None:
    line = json.dumps(json.loads(without("text")) | {"text": text})  # escaped: a lone surrogate has no UTF-8

    answers, code = interpreter.answers(line)

    assert code == 0
    assert {key: answers[0][key] for key in slots} == slots


def test_clock_times_are_told_in_the_zone_asked_for(interpreter: Interpreter) -> None:
    answers, _ = interpreter.answers(
        ask(text="call tomorrow at 3pm New York time"),
        ask(now="2026-03-04T23:30:00Z", text="lunch tomorrow"),
        ask(now="2026-03-04T23:30:00Z", timezone="Pacific/Auckland", text="lunch tomorrow"),
    )

    assert [(answer["date"], answer["time"]) for answer in answers] == [
        ("2026-03-05", "21:00"),
        ("2026-03-06", None),
        ("2026-03-06", None),
    ]


BAD = [
    ("", None, "The line is not JSON."),
    ("hello", None, "The line is not JSON."),
    ('{"id": "a"', None, "The line is not JSON."),
    ("[" * 100_000, None, "The line is not JSON."),
    (b"\xff\xfe\x00", None, "The line is not JSON."),
    ('["a"]', None, "The line is not a JSON object."),
    ("null", None, "The line is not a JSON object."),
    (without("id"), None, "`id` is missing."),
    (ask(id=7), None, "`id` is not text."),
    (without("text"), "a", "`text` is missing."),
    (ask(text=None), "a", "`text` is not text."),
    (ask(text=["lunch"]), "a", "`text` is not text."),
    (without("now"), "a", "`now` is missing."),
    (ask(now="yesterday"), "a", "`now` is not an ISO 8601 date and time."),
    (ask(now="2026-02-30T10:00:00+01:00"), "a", "`now` is not an ISO 8601 date and time."),
    (ask(now="2026-03-04T10:00:00"), "a", "`now` has no offset from UTC."),
    (
        ask(now="9999-12-31T23:00:00Z", timezone="Asia/Tokyo"),
        "a",
        "`now` is too near the end of the calendar.",
    ),
    (without("timezone"), "a", "`timezone` is missing."),
    (ask(timezone="Mars/Olympus"), "a", "`timezone` is not the name of an IANA time zone."),
    (ask(timezone="../etc/passwd"), "a", "`timezone` is not the name of an IANA time zone."),
    (ask(timezone=""), "a", "`timezone` is not the name of an IANA time zone."),
    (ask(timezone="Europe"), "a", "`timezone` is not the name of an IANA time zone."),
    (ask(context="before"), "a", "`context` is not a list."),
    (ask(context=["hi"]), "a", "`context` holds something other than lines of user and assistant."),
    (
        ask(context=[{"role": "system", "content": "hi"}]),
        "a",
        "`context` holds something other than lines of user and assistant.",
    ),
    (ask(context=[{"role": "user"}]), "a", "`content` is missing."),
]


def test_a_bad_line_is_answered_in_its_place_and_fails_the_run(interpreter: Interpreter) -> None:
    lines = [line for line, _, _ in BAD]

    answers, code = interpreter.answers(ask(id="before"), *lines, ask(id="after"))

    assert code == 1
    assert [answers[0]["id"], answers[-1]["id"]] == ["before", "after"]
    assert answers[-1]["intent"] == "schedule"
    assert answers[1:-1] == [{"id": identifier, "error": error} for _, identifier, error in BAD]


def test_a_last_line_without_its_break_is_read(interpreter: Interpreter) -> None:
    process = interpreter.start()
    out, _ = process.communicate(ask(id="last").encode(), timeout=60)

    assert json.loads(out)["id"] == "last"
    assert process.returncode == 0


def test_context_may_be_null_and_other_keys_are_ignored(interpreter: Interpreter) -> None:
    answers, code = interpreter.answers(ask(context=None, colour="red"))

    assert (answers[0]["title"], code) == ("Lunch", 0)
