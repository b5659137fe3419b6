"""What a turn records of its course, and the reference by which a failure is found again."""

import json
import logging

import pytest

from conversations.errors import ConversationError, TurnTimedOut
from conversations.tracing import Trace
from tests.conftest import Connect, ConnectV2

BOOKABLE = "schedule a design review with Ana tomorrow at 3pm for 45 minutes"
FAILED = "SELECT trace, reference FROM conversations_message WHERE status = 'failed'"


async def test_the_trace_of_a_turn_names_its_nodes_in_order_with_their_times(connect: Connect, rows) -> None:
    client = await connect()
    await client.say(BOOKABLE)
    await client.say("yes")
    read = "SELECT trace, latency_ms FROM conversations_message WHERE role = 'user' ORDER BY id"
    traces = [(json.loads(trace), latency) for trace, latency in await rows(read)]
    names = [[name for name, _ in trace["nodes"]] for trace, _ in traces]
    assert names == [["understand"], ["understand", "book"]]
    for trace, latency in traces:
        times = [trace["claimed"], *(at for _, at in trace["nodes"])]
        assert times == sorted(times)
        assert 0 < times[-1] <= latency + 1


async def test_a_failure_is_the_same_on_the_wire_in_the_log_and_in_its_row(
    connect: Connect, rows, settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    caplog.set_level(logging.ERROR)
    client = await connect()
    await client.send("please break")
    await client.receive()
    reference = (await client.error())["metadata"]["reference"]
    [(trace, stored)] = await rows(FAILED)
    assert stored == reference
    assert reference in caplog.text + capsys.readouterr().out
    assert json.loads(trace)["failed"] | {"at": 0} == {"error": "RuntimeError", "node": "understand", "at": 0}
    standing = "SELECT status, errors FROM conversations_conversation"
    assert await rows(standing) == [("failed", 1)]
    settings.ENGINE = "conversations.assistant.engines.rules.RuleEngine"
    await client.say("hello")
    assert await rows(standing) == [("active", 1)]


async def test_an_error_that_comes_again_keeps_its_reference(connect_v2: ConnectV2, settings) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    client = await connect_v2("again")
    await client.send("please break", id="one")
    first = await client.until("error")
    await client.disconnect()
    returned = await connect_v2("again")
    await returned.until("conversation_resumed")
    again = next(frame for frame in await returned.resume(0) if frame["type"] == "error")
    assert again["metadata"]["reference"] == first["metadata"]["reference"]


async def test_what_the_client_did_wrong_has_no_reference(connect: Connect) -> None:
    client = await connect()
    await client.send_raw("no json")
    assert "reference" not in (await client.error())["metadata"]


def test_a_failure_names_what_it_came_from() -> None:
    def failed() -> ConversationError:
        try:
            cause = ValueError("detail")
            cause.add_note("During task with name 'book' and id '0'")
            raise TurnTimedOut from cause
        except TurnTimedOut as error:
            return error

    ended = Trace(0.0).of_failure(failed())["failed"]
    assert (ended["error"], ended["node"]) == ("ValueError", "book")
