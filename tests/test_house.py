"""The house rules that can be checked: what is documented is what the code does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from conversations.assistant.graph import compile_graph
from conversations.assistant.slots import SLOTS
from conversations.client_frames import V2_CLIENT_FRAMES, ClientFrame, UserMessage
from conversations.errors import ConversationError
from conversations.frames import CLASSIC_FRAMES, V2_FRAMES, Frame
from conversations.steps import STEPS
from meetingmuse.environment import VARIABLES, Variable

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text()
SECURITY = (PROJECT / "docs" / "security.md").read_text()
PERFORMANCE = (PROJECT / "docs" / "performance.md").read_text()


def shown(variable: Variable) -> str:
    """Return a default as it is written in documents."""
    match variable.default:
        case bool() as switch:
            return str(switch).lower()
        case list() as words:
            return ",".join(map(str, words))
        case None:
            return ""
        case float() as number:
            return f"{number:g}"
        case other:
            return str(other)


def test_imports_fall_one_way() -> None:
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout


def test_the_readme_shows_the_graph_that_runs() -> None:
    [diagram] = re.findall(r"```mermaid\n(.*?)```", README, flags=re.DOTALL)
    drawn = compile_graph().get_graph().draw_mermaid(with_styles=False)
    assert diagram.split() == drawn.split()


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_setting_is_a_row_of_the_readme_and_a_line_of_the_example(variable: Variable) -> None:
    default = shown(variable)
    row = f"| `{variable.name}` | {f'`{default}`' if default else 'unset'} | {variable.allowed} | {variable.doc} |"
    assert row in README
    assert f"# {variable.name}={default}\n" in (PROJECT / ".env.example").read_text()


def test_the_readme_lists_no_setting_that_is_gone() -> None:
    table = README.split("## Configuration", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == [variable.name for variable in VARIABLES]


@pytest.mark.parametrize("frame", dict.fromkeys(CLASSIC_FRAMES + V2_FRAMES), ids=lambda frame: frame.__name__)
def test_every_frame_is_documented(frame: type[Frame]) -> None:
    assert frame.__doc__
    content = frame.model_fields["content"].default if "content" in frame.model_fields else None
    wire_name = content if isinstance(content, str) else frame.model_fields.get("type")
    assert frame.__name__ == "Answer" or f"`{getattr(wire_name, 'default', wire_name)}`" in README


@pytest.mark.parametrize(("name", "frame"), V2_CLIENT_FRAMES.items())
def test_every_frame_of_v2_clients_is_documented(name: str, frame: type[ClientFrame]) -> None:
    assert frame.__doc__
    assert f'{{"type": "{name}"' in README
    for field in frame.model_fields:
        assert f"`{field}`" in README or f'"{field}": ' in README


def test_the_schema_of_the_protocol_is_that_of_the_frames() -> None:
    call_command("asyncapi", "--check")


def test_every_node_has_a_label() -> None:
    assert compile_graph().get_graph().nodes.keys() - {"__start__", "__end__"} == STEPS.keys()


def test_nodes_speak_through_the_context() -> None:
    # what is given to LangGraph's own writer is heard by nobody
    nodes = (PROJECT / "conversations" / "assistant").rglob("*.py")
    assert [node.name for node in nodes if "stream_writer" in node.read_text()] == []


@pytest.mark.parametrize("field", UserMessage.model_fields)
def test_every_field_of_a_user_message_is_documented(field: str) -> None:
    assert f"`{field}`" in README


@pytest.mark.parametrize("error", ConversationError.__subclasses__(), ids=lambda error: error.__name__)
def test_every_error_code_is_documented(error: type[ConversationError]) -> None:
    assert f"`{error.code}`" in README


@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot_is_documented(slot: str) -> None:
    assert f"`{slot}`" in README


def test_every_command_is_documented() -> None:
    commands = PROJECT.glob("*/management/commands/*.py")
    for name in sorted(path.stem for path in commands if path.stem != "__init__"):
        assert f"`{name}`" in README, name


def test_the_readme_has_no_placeholder_and_no_dead_link() -> None:
    assert not re.findall(r"^[A-Z]{4,}$", README, flags=re.MULTILINE)
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PROJECT / link).exists(), link


def test_the_figures_of_the_readme_are_those_of_the_last_run() -> None:
    begin, end = "<!-- figures: begin -->", "<!-- figures: end -->"
    [readme, page] = [text.partition(begin)[2].partition(end)[0] for text in (README, PERFORMANCE)]
    assert readme == page != ""


def test_every_threat_names_tests_that_are_there() -> None:
    rows = re.findall(
        r"^\| .* \|$", SECURITY.partition("## Threats")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    for row in rows[1:]:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named or set(row) <= set("|- "), row
        for path, name in named:
            assert f"def {name}(" in (PROJECT / path).read_text(), row


def test_no_lock_file_names_a_registry() -> None:
    for lock in PROJECT.glob("requirements*.txt"):
        text = lock.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_a_command_starts_without_the_assistant() -> None:
    """What probes a container or reads lines begins in a moment: LangGraph is for those who run it."""
    program = "import django, sys; django.setup(); print(sorted({'langgraph', 'langsmith', 'httpx'} & sys.modules.keys()))"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "meetingmuse.settings"}
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, env=environment, capture_output=True)
    assert (done.stdout, done.stderr) == (b"[]\n", b"")
