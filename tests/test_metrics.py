"""What a real turn is counted as, who may read it, and that documents and dashboard name what there is."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import AsyncClient
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from conversations import metrics
from conversations.assistant.engines.base import ModelCall
from meetingmuse.metricsport import serve_metrics
from scheduling import metrics as scheduling_metrics
from tests.conftest import Connect, ConnectV2

DOCS = Path(__file__).resolve().parent.parent / "docs"
OURS = [
    collector
    for module in (metrics, scheduling_metrics)
    for collector in vars(module).values()
    if isinstance(collector, MetricWrapperBase)
]
FAMILIES = {family.name: family for collector in OURS for family in collector.describe()}


def names() -> set[str]:
    """Return every name that a series of ours has."""
    suffixes = {"counter": ("_total",), "histogram": ("", "_bucket", "_sum", "_count"), "gauge": ("",)}
    return {name + suffix for name, family in FAMILIES.items() for suffix in suffixes[family.type]}


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def read(client: AsyncClient, **headers: str) -> dict[tuple[str, str], float]:
    """Return the values that are shown, by name and labels, as a parser of the format reads them."""
    response = await client.get("/metrics", headers=headers)
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


async def test_a_turn_is_counted_from_frame_to_meeting(
    connect: Connect, connect_v2: ConnectV2, async_client: AsyncClient, settings: Any
) -> None:
    settings.METRICS_TOKEN = "s3cret"
    bearer = {"Authorization": "Bearer s3cret"}
    before = await read(async_client, **bearer)
    client, other = await connect(), await connect_v2()
    await client.say("schedule a design review with ana@example.com tomorrow at 3pm for 45 minutes")
    await client.say("yes")
    await client.send_raw("no frame")
    await client.error()
    after = await read(async_client, **bearer)

    def grown(name: str, labels: str = "") -> float:
        assert (name, labels) in after, sorted(after)
        return after[name, labels] - before.get((name, labels), 0.0)

    assert after["meetingmuse_connections", "classic"] == after["meetingmuse_connections", "v2"] == 1
    assert after["meetingmuse_open_conversations", ""] == 2
    assert grown("meetingmuse_frames_total", "in,UserMessage") == 2
    assert grown("meetingmuse_frames_total", "out,Answer") == 2
    assert grown("meetingmuse_frames_total", "out,ConnectionEstablished") == 2
    assert grown("meetingmuse_refusals_total", "INVALID_MESSAGE_FORMAT") == 1
    assert grown("meetingmuse_turns_total", "rules,schedule,answered") == 2
    assert grown("meetingmuse_turn_seconds_count", "rules") == 2
    assert grown("meetingmuse_meeting_changes_total", "book") == 1
    assert after["meetingmuse_unanswered_messages", ""] == 0
    assert (after["meetingmuse_database_up", ""], after["meetingmuse_model_circuit_open", ""]) == (1, 0)
    assert {state for name, state in after if name == "meetingmuse_jobs"} == {
        "due",
        "later",
        "doing",
        "failed",
    }
    await other.disconnect()


async def test_a_turn_that_fails_is_counted_by_its_code(
    connect: Connect, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LLM_TIMEOUT_SECONDS = 1e-9
    before = value("meetingmuse_turns_total", intent="", engine="", outcome="LLM_PROCESSING_ERROR")
    client = await connect()
    await client.send("hello")
    await client.receive()
    await client.error()
    assert (
        value("meetingmuse_turns_total", intent="", engine="", outcome="LLM_PROCESSING_ERROR") == before + 1
    )


def test_calls_of_a_model_are_counted_with_their_tokens() -> None:
    before = value("meetingmuse_model_tokens_total", kind="prompt")
    metrics.count_calls(
        [ModelCall("interpret", "m", "ok", 120, "h", prompt_tokens=900, completion_tokens=40)]
    )
    metrics.count_calls([ModelCall("phrase", "m", "timeout", 3000, "h")])
    assert value("meetingmuse_model_tokens_total", kind="prompt") == before + 900
    assert value("meetingmuse_model_calls_total", purpose="phrase", outcome="timeout") >= 1
    assert value("meetingmuse_model_seconds_bucket", purpose="phrase", le="5.0") >= 1


async def test_metrics_are_for_those_with_the_token_or_for_staff(
    assistant_database: None, async_client: AsyncClient, settings: Any
) -> None:
    settings.DEBUG = False
    assert (await async_client.get("/metrics")).status_code == 403
    await async_client.aforce_login(await get_user_model().objects.acreate_user("staff", is_staff=True))
    assert (await async_client.get("/metrics")).status_code == 200

    settings.METRICS_TOKEN = "s3cret"
    assert (await async_client.get("/metrics")).status_code == 403
    wrong = {"Authorization": "Bearer s3cre\u00e9"}
    assert (await async_client.get("/metrics", headers=wrong)).status_code == 401
    await read(async_client, Authorization="Bearer s3cret")


async def test_openmetrics_is_spoken_too(
    assistant_database: None, async_client: AsyncClient, settings: Any
) -> None:
    settings.DEBUG = True
    wanted = {"Accept": "application/openmetrics-text; version=1.0.0"}
    response = await async_client.get("/metrics", headers=wanted)
    assert response["Content-Type"].startswith("application/openmetrics-text")
    assert response.content.endswith(b"# EOF\n")


@pytest.fixture
def worker_port() -> Iterator[int]:
    server = serve_metrics("127.0.0.1", 0, "s3cret")
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_worker_shows_its_own_to_those_with_the_token(worker_port: int) -> None:
    url = f"http://127.0.0.1:{worker_port}/metrics"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url, timeout=5)
    refused.value.close()
    assert refused.value.code == 403
    asked = urllib.request.Request(url, headers={"Authorization": "Bearer s3cret"})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        shown = {family.name for family in text_string_to_metric_families(answer.read().decode())}
    assert "meetingmuse_mails" in shown
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN cannot be empty"):
        serve_metrics("127.0.0.1", 0, "")
    with pytest.raises(ImproperlyConfigured, match="WORKER_METRICS_PORT cannot be"):
        serve_metrics("127.0.0.1", worker_port, "s3cret")


def test_the_documents_list_every_metric_with_its_labels() -> None:
    rows = re.findall(
        r"^\| `(meetingmuse_\w+)` \| ([\w, ]*)\|", (DOCS / "operations.md").read_text(), re.MULTILINE
    )
    listed = {name.removesuffix("_total"): tuple(re.findall(r"\w+", labels)) for name, labels in rows}
    labels = {family.name: each._labelnames for each in OURS for family in each.describe()}
    assert listed == labels
    assert {name for name, _ in rows} <= names()


def test_the_dashboard_draws_every_metric_and_none_that_is_gone() -> None:
    dashboard = json.loads((DOCS / "grafana-dashboard.json").read_text())
    drawn = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"meetingmuse_\w+", target["expr"])
    }
    assert drawn <= names()
    assert {re.sub("_(total|bucket)$", "", name) for name in drawn} == FAMILIES.keys()


def test_what_is_counted_of_a_turn_costs_next_to_nothing() -> None:
    """A hundredth of the five milliseconds of a turn, in processor time."""
    began = time.process_time()
    for _ in range(1000):
        metrics.FRAMES.labels("in", "UserMessage").inc()
        for kind in ("Processing", "Answer", "WaitingForInput"):
            metrics.FRAMES.labels("out", kind).inc()
        metrics.count_turn("schedule", "rules", 0.01)
        metrics.count_calls([])
    assert time.process_time() - began < 0.05
