"""Stories of going away and coming back: nothing lost, nothing answered twice."""

import asyncio

from tests.conftest import Connect

EXCHANGES = (
    "SELECT u.content, a.content FROM conversations_message u "
    "LEFT JOIN conversations_message a ON a.reply_to_id = u.id WHERE u.role = 'user' ORDER BY u.id"
)


async def test_reload_in_the_middle_and_go_on(connect: Connect, rows) -> None:
    before = await connect("reloading")
    await before.say("schedule a design review with Ana tomorrow at 3pm")
    open_question = before.waiting
    await before.disconnect()

    after = await connect("reloading")
    resumed = await after.receive()

    assert resumed["content"] == "conversation_resumed"
    metadata = resumed["metadata"]
    assert metadata["message_count"] == 2
    assert metadata["waiting_for_input"] == open_question
    assert metadata["conversation_summary"].startswith("We were setting up “Design review” on ")
    assert metadata["conversation_summary"].endswith("I had asked: “How long should it be?”")
    assert metadata["last_answer"]["content"] == "How long should it be?"
    assert await after.nothing()
    assert "45 minutes" in await after.say("45 minutes")
    assert (await after.say("yes")).startswith("Booked.")


async def test_a_question_that_an_earlier_version_asked_is_answered(connect: Connect, rows) -> None:
    """Its graph paused in a node that there is no longer, and did not note that it was asking."""
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm")
    await rows(
        "UPDATE checkpoints SET checkpoint = "
        "replace(checkpoint::text, 'branch:to:understand', 'branch:to:collect')::jsonb #- '{channel_values,asking}'"
    )
    assert "45 minutes" in await client.say("45 minutes")
    assert (await client.say("yes")).startswith("Booked.")


async def test_a_new_client_is_not_resumed(connect: Connect) -> None:
    client = await connect()
    assert await client.nothing()


async def test_an_answer_nobody_heard_is_delivered_on_return_once(connect: Connect, rows) -> None:
    leaving = await connect("leaving")
    await leaving.send("hello")
    await leaving.disconnect()
    while not await rows("SELECT 1 FROM conversations_message WHERE status = 'undelivered'"):
        await asyncio.sleep(0.01)

    back = await connect("leaving")
    assert (await back.receive())["content"] == "conversation_resumed"
    assert (await back.hear()).startswith("Hello!")
    assert await back.nothing()
    await back.disconnect()

    again = await connect("leaving")
    assert (await again.receive())["content"] == "conversation_resumed"
    assert await again.nothing()
    assert len(await rows(EXCHANGES)) == 1


async def test_a_message_whose_turn_died_is_answered_on_return(connect: Connect, rows) -> None:
    client = await connect("crashed")
    await client.say("schedule a design review with Ana tomorrow at 3pm")
    await client.disconnect()
    # what a killed process leaves: the message stored, the turn claimed, no answer
    await rows(
        "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
        "SELECT id, 'user', 'received', '45 minutes', '', now() FROM conversations_conversation RETURNING id"
    )
    await rows(
        "UPDATE conversations_conversation SET turn_token = gen_random_uuid(), "
        "turn_expires_at = now() + interval '0.5 seconds' RETURNING id"
    )

    back = await connect("crashed")
    assert (await back.receive())["content"] == "conversation_resumed"
    assert "Shall I book it?" in await back.hear()
    assert back.waiting["next_step"] == "confirm"
    assert await back.nothing()


async def test_two_tabs_share_one_conversation_and_hear_their_own_answers(connect: Connect, rows) -> None:
    first, second = await connect("two-tabs"), await connect("two-tabs")
    await first.settle()
    await second.settle()
    await first.say("schedule a design review with Ana tomorrow at 3pm")
    answer = await second.say("45 minutes")

    assert "Shall I book it?" in answer
    assert await first.nothing()
    await asyncio.gather(first.send("yes"), second.send("yes"))
    answers = [await first.hear(), await second.hear()]
    assert sorted(answer.startswith("Booked.") for answer in answers) == [False, True]
    assert len(await rows("SELECT 1 FROM scheduling_meeting")) == 1


async def test_fifty_messages_at_once_are_answered_once_each_in_order(connect: Connect, rows) -> None:
    client = await connect()
    for number in range(50):
        await client.send(f"call it Meeting {number}" if number else "book a meeting", id=f"m{number}")
    answers = [await client.hear() for _ in range(50)]

    stored = await rows(EXCHANGES)
    assert [question for question, _ in stored][1:] == [
        f"call it Meeting {number}" for number in range(1, 50)
    ]
    assert [answer for _, answer in stored] == answers
    assert await client.nothing()


async def test_a_resend_is_answered_with_the_stored_answer(connect: Connect, rows) -> None:
    client = await connect()
    first = await client.say("book a meeting", id="one")
    again = await client.say("book a meeting", id="one")
    assert again == first
    assert len(await rows(EXCHANGES)) == 1


async def test_a_resend_on_another_socket_while_it_is_answered(connect: Connect, rows) -> None:
    client, other = await connect("resending"), await connect("resending")
    await client.settle()
    await other.settle()
    await client.send("hello", id="one")
    await other.send("hello", id="one")
    assert await client.hear() == await other.hear()
    assert len(await rows(EXCHANGES)) == 1


async def test_after_the_ttl_the_conversation_starts_afresh(connect: Connect, rows) -> None:
    client = await connect("old-friend")
    await client.say("book a meeting")
    await client.disconnect()
    await rows(
        "UPDATE conversations_conversation SET last_activity_at = now() - interval '25 hours' RETURNING id"
    )

    back = await connect("old-friend")
    assert await back.nothing()
    assert (await back.say("hello")).startswith("Hello!")
    statuses = await rows("SELECT status FROM conversations_conversation ORDER BY id")
    assert statuses == [("expired",), ("active",)]


async def test_a_tab_left_open_goes_on_in_the_conversation_that_replaced_an_expired_one(
    connect: Connect, rows
) -> None:
    tab = await connect("old-friend")
    await tab.say("book a meeting")
    await rows(
        "UPDATE conversations_conversation SET last_activity_at = now() - interval '25 hours' RETURNING id"
    )
    other = await connect("old-friend")
    await other.settle()
    assert await other.nothing()
    assert (await tab.say("hello")).startswith("Hello!")
    await other.say("thanks")
    assert await rows(
        "SELECT c.status, count(*) FROM conversations_conversation c JOIN conversations_message m "
        "ON m.conversation_id = c.id GROUP BY c.id, c.status ORDER BY c.id"
    ) == [("expired", 2), ("active", 4)]


async def test_a_conversation_deleted_by_staff_starts_afresh(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("book a meeting")
    await rows("DELETE FROM conversations_message RETURNING id")
    await rows("DELETE FROM conversations_conversation RETURNING id")
    assert (await client.say("hello")).startswith("Hello!")
