"""Fixtures of all tests: a real PostgreSQL, sockets to the real application, and a real server when one is needed."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from hypothesis import settings as hypothesis_settings

from conversations import answering, engine, limits, listening, presence, queues
from conversations.checkpoints import prepare_tables
from scheduling import database
from tests import emptying
from tests.client import ChatClient, V2Client
from tests.model_server import ModelServer, sensible
from tests.server import Server

# how long an example takes on a busy machine tells nothing
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")
emptying.install()

Connect = Callable[..., Awaitable[ChatClient]]
ConnectV2 = Callable[..., Awaitable[V2Client]]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The checkpoint tables are LangGraph's own: Django's migrations do not make them."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        prepare_tables()


@pytest.fixture
async def assistant_database(transactional_db: None) -> AsyncIterator[None]:
    """The test database for turns, whose pool belongs to the test's event loop."""
    yield
    await queues.all_finished(timeout=10)
    await listening.stop()
    await presence.stop()
    await limits.close()
    answering.forget_assistant()
    await engine.close()
    await database.close_pool()
    await sync_to_async(connections.close_all)()  # the ORM's thread has connections of its own


@pytest.fixture
async def connect(assistant_database: None) -> AsyncIterator[Connect]:
    """Open sockets of the real application: `client = await connect()`; they are closed after the test."""
    clients: list[ChatClient] = []

    async def open_socket(client_id: str | None = None, **options: object) -> ChatClient:
        client = ChatClient(client_id or f"test-{uuid.uuid4().hex[:12]}", **options)  # type: ignore[arg-type]
        clients.append(client)
        return await client.connect()

    yield open_socket
    for client in clients:
        await client.disconnect()


@pytest.fixture
async def connect_v2(assistant_database: None) -> AsyncIterator[ConnectV2]:
    """As `connect`, with sockets that negotiate meetingmuse.v2."""
    clients: list[V2Client] = []

    async def open_socket(client_id: str | None = None, **options: Any) -> V2Client:
        client = V2Client(client_id or f"test-{uuid.uuid4().hex[:12]}", **options)
        clients.append(client)
        return await client.connect()

    yield open_socket
    for client in clients:
        await client.disconnect()


@pytest.fixture
def rows(assistant_database: None) -> Callable[..., list[tuple[object, ...]]]:
    """Read rows as they are in the database, from a test that is async: `await rows("SELECT …")`."""

    def read(sql: str, *parameters: object) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall()) if cursor.description else []

    return sync_to_async(read)  # type: ignore[return-value]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server in its own process with its own data folder and port."""
    running = Server(Path(tmp_path_factory.mktemp("server")))
    running.start()
    yield running
    running.stop()


@pytest.fixture
async def model(assistant_database: None, settings) -> AsyncIterator[ModelServer]:
    """A model server that the assistant asks; a test gives it its `script`. It knows nothing at first."""
    serving = ModelServer(sensible({}))
    await serving.start()
    settings.HUGGINGFACE_ENDPOINT_URL = serving.url
    forget_engines()
    yield serving
    await queues.all_finished(timeout=10)
    await engine.close()
    await serving.stop()
    settings.HUGGINGFACE_ENDPOINT_URL = ""
    forget_engines()


def forget_engines() -> None:
    """Let the next turn make its engine from the settings as they are then."""
    engine.engine.cache_clear()
    engine.model_in_use.cache_clear()
