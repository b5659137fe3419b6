"""The profile of a turn puts each sample to one part, and no waiting to any."""

import pytest

from benchmarks import profile

BELOW = [
    "Server.run (/v/site-packages/daphne/server.py:155)",
    "BaseEventLoop._run_once (/usr/lib/python3.11/asyncio/base_events.py:1922)",
    "Handle._run (/usr/lib/python3.11/asyncio/events.py:80)",
]
ENGINE = "RuleEngine.interpret (/p/conversations/assistant/engines/rules.py:70)"
GRAPH = "RunnableCallable.ainvoke (/v/site-packages/langgraph/_internal/_runnable.py:1)"
NODE = "understand (/p/conversations/assistant/nodes/understand.py:50)"
STANDARD = "sub (/usr/lib/python3.11/re/__init__.py:185)"
READING, DIALOGUE, LANGGRAPH, CLIENT, SOCKETS, TURNS = profile.PARTS


@pytest.mark.parametrize(
    ("above", "part"),
    [
        ([GRAPH, NODE, ENGINE, STANDARD], READING),
        ([GRAPH, NODE, STANDARD], DIALOGUE),
        ([GRAPH, STANDARD], LANGGRAPH),
        (["take_turn (/p/conversations/turns.py:1)"], TURNS),
        (
            ["take_turn (/p/conversations/turns.py:1)", "claim_turn (/p/conversations/turn_records.py:1)"],
            CLIENT,
        ),
        (["WebSocketProtocol.sendMessage (/v/site-packages/autobahn/websocket/protocol.py:1)"], SOCKETS),
        ([STANDARD], profile.LOOP),
        ([], profile.LOOP),
    ],
)
def test_a_sample_counts_for_the_innermost_part(above: list[str], part: str) -> None:
    assert profile.part_of([*BELOW, *above]) == part


def test_shares_are_of_the_servers_loop_while_it_works() -> None:
    lines = [
        f"{';'.join([*BELOW, GRAPH, NODE, ENGINE])} 3",
        f"{';'.join(BELOW)} 1",
        f"{';'.join([*BELOW[:2], 'select (/usr/lib/python3.11/selectors.py:468)'])} 50",
        "Thread.run (/usr/lib/python3.11/threading.py:975);work (/p/meetingmuse/worker.py:30) 9",
    ]
    parts = profile.shares(lines)
    assert (parts[READING], parts[profile.LOOP], sum(parts.values())) == (0.75, 0.25, 1.0)
    assert "3.00 ms | 75%" in " ".join(profile.table(parts, 4.0).split())
    assert profile.chart(parts, 4.0).count("(75%)") == 1
    with pytest.raises(RuntimeError, match="saw nothing"):
        profile.shares([lines[-1]])
