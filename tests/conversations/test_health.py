"""/health and /health/clients with real probes."""

import pytest
from django.contrib.auth import get_user_model
from django.test import AsyncClient

from tests.conftest import Connect


async def test_health_counts_what_is_open_and_probes_every_part(
    connect: Connect, async_client: AsyncClient
) -> None:
    await connect("one-client")
    await connect("one-client")
    await connect("other-client")
    response = await async_client.get("/health")
    body = response.json()

    assert response.status_code == 200
    assert body["status"] == "healthy"
    assert body["timestamp"].endswith("Z")
    assert (body["active_connections"], body["active_conversations"]) == (3, 2)
    assert body["langgraph_processor_ready"] is True
    assert body["streaming_handler_ready"] is True
    assert body["components"].keys() == {"database", "checkpointer", "langgraph_processor", "channel_layer"}
    assert {component["status"] for component in body["components"].values()} == {"healthy"}


async def test_client_lists_are_open_in_debug_and_for_staff(
    connect: Connect, async_client: AsyncClient, settings
) -> None:
    await connect("some-client")
    settings.DEBUG = False
    assert (await async_client.get("/health/clients")).status_code == 403
    staff = await get_user_model().objects.acreate_user("staff", password="x", is_staff=True)
    await async_client.aforce_login(staff)
    body = (await async_client.get("/health/clients")).json()
    assert body["active_clients"] == body["conversation_clients"] == ["some-client"]

    await async_client.alogout()
    settings.DEBUG = True
    assert (await async_client.get("/health/clients")).status_code == 200


async def test_a_missing_checkpoint_table_is_unhealthy(
    connect: Connect, async_client: AsyncClient, rows, caplog: pytest.LogCaptureFixture
) -> None:
    await rows("ALTER TABLE checkpoints RENAME TO hidden_checkpoints")
    try:
        response = await async_client.get("/health")
    finally:
        await rows("ALTER TABLE hidden_checkpoints RENAME TO checkpoints")
    assert response.status_code == 503
    assert response.json()["status"] == "unhealthy"
    assert response.json()["components"]["checkpointer"] == {"status": "unhealthy", "error": "UndefinedTable"}


async def test_echo_mode_has_no_processor(
    async_client: AsyncClient, assistant_database: None, settings
) -> None:
    settings.LANGGRAPH_ENABLED = False
    assert (await async_client.get("/health")).json()["langgraph_processor_ready"] is False
