"""/health and /health/clients with real probes."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import AsyncClient
from procrastinate.contrib.django.models import ProcrastinateWorker

from conversations import connections
from tests.conftest import Connect
from tests.server import Server
from tests.test_settings import manage


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


async def test_live_is_only_that_it_answers(async_client: AsyncClient) -> None:
    response = await async_client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_ready_is_who_can_take_a_message(
    assistant_database: None, async_client: AsyncClient, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = await async_client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (200, "ready")

    await rows("ALTER TABLE checkpoints RENAME TO hidden_checkpoints")
    try:
        response = await async_client.get("/health/ready")
    finally:
        await rows("ALTER TABLE hidden_checkpoints RENAME TO checkpoints")
    assert (response.status_code, response.json()["status"]) == (503, "not_ready")
    assert response.json()["components"]["database"]["status"] == "healthy"

    monkeypatch.setattr(connections, "_reading", False)
    response = await async_client.get("/health/ready")
    assert (response.status_code, response.json()["stopping"]) == (503, True)


@pytest.mark.django_db
def test_a_container_asks_for_its_health(server: Server) -> None:
    def ask(*options: str, **environment: str) -> tuple[int, str]:
        done = manage("check_health", *options, **{**server.environment, **environment})
        return done.returncode, done.stdout + done.stderr

    assert ask() == (0, "ready\n")
    assert ask("--live") == (0, "alive\n")
    assert ask(ALLOWED_HOSTS="other.example.com")[0] == 1  # the server does not serve this host
    assert ask("--port", "1") == (
        1,
        "CommandError: No server answers at localhost, port 1 (PORT, or --port): ConnectionRefusedError.\n",
    )
    assert ask("--worker") == (0, "1 worker alive\n")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_is_not_well() -> None:
    ProcrastinateWorker.objects.all().delete()
    with pytest.raises(CommandError, match="No worker has been heard of for 30 seconds"):
        call_command("check_health", "--worker")
