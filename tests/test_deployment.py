"""What the files for deployment name is really there: commands, variables, metrics, files."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from conversations.errors import ConversationError
from meetingmuse.environment import VARIABLES, read
from tests.test_metrics import DOCS, names
from tests.test_settings import PRODUCTION

PROJECT = Path(__file__).resolve().parent.parent
DEPLOY = PROJECT / "deploy"
NAMES = {variable.name for variable in VARIABLES}
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "meetingmuse"]


def commands(text: str) -> list[str]:
    return re.findall(r"manage\.py[\", ]+([a-z_]+)", text)


def test_the_image_runs_as_nobody_in_particular_and_knows_its_health() -> None:
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    [user] = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert user not in ("root", "0")
    assert any(line.startswith("HEALTHCHECK ") and "check_health" in line for line in lines)
    copied = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    taken = (PROJECT / ".dockerignore").read_text().split()
    for path in copied:
        assert (PROJECT / path).exists(), path
        assert f"!{path}" in taken
    assert set(commands("\n".join(lines))) <= get_commands().keys()


def test_two_servers_a_worker_and_what_they_need_are_composed() -> None:
    services = COMPOSE["services"]
    assert services.keys() == {"db", "redis", "prepare", "web1", "web2", "worker", "proxy"}
    for name in OURS:
        assert services[name]["environment"].keys() <= NAMES
        assert set(services[name]["depends_on"]) <= services.keys()
    assert services["worker"]["command"] == ["work"]
    assert set(commands(services["prepare"]["entrypoint"][-1])) == {"migrate", "prepare_checkpoints"}


def test_production_variables_are_those_there_are_and_are_accepted() -> None:
    lines = (DEPLOY / "production.env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert given.keys() <= NAMES
    assert read({**given, **PRODUCTION})["DEBUG"] is False


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_units_start_commands_that_there_are(unit: Path) -> None:
    text = unit.read_text()
    [start] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    assert set(commands(start)) <= get_commands().keys()
    assert set(re.findall(r"(?:Environment=| )([A-Z_]+)=", text)) <= NAMES
    assert "User=meetingmuse" in text


def test_alerts_watch_metrics_that_there_are_and_each_is_explained() -> None:
    text = (DEPLOY / "alerts.yaml").read_text()
    rules = yaml.safe_load(text)["groups"][0]["rules"]
    for rule in rules:
        assert set(re.findall(r"meetingmuse_\w+", rule["expr"])) <= names(), rule["alert"]
    operations = (DOCS / "operations.md").read_text()
    explained = re.findall(r"^\| `([A-Z]\w+)` \|", operations, re.MULTILINE)
    assert explained == [rule["alert"] for rule in rules]


def test_what_the_pages_of_operations_name_is_there() -> None:
    text = (DOCS / "operations.md").read_text()
    shown = [*commands(text), *re.findall(r"`([a-z]+_[a-z]+)`", text)]
    named = {name for name in shown if "_" in name and not name.startswith(("meetingmuse_", "process_"))}
    assert named <= get_commands().keys() | {"ip_hash", "max_connections"}
    codes = {error.code for error in ConversationError.__subclasses__()}
    for name in re.findall(r"`([A-Z][A-Z_]+_[A-Z_]+)`", text):
        assert name in NAMES | codes | {"POSTGRES_PASSWORD", "PROMETHEUS_MULTIPROC_DIR"}, name
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (DOCS / link).exists(), link
