"""The protocol as an AsyncAPI 3 document, made from the frame classes. Never sent to anybody."""

import inspect
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from conversations.client_frames import V2_CLIENT_FRAMES, UserMessage
from conversations.frames import CLASSIC_FRAMES, V2, V2_FRAMES, Frame

Json = dict[str, Any]

# what the server sends and receives on each channel
FRAMES: dict[str, dict[str, Sequence[type[BaseModel]]]] = {
    "classic": {"send": CLASSIC_FRAMES, "receive": (UserMessage,)},
    "v2": {"send": V2_FRAMES, "receive": tuple(V2_CLIENT_FRAMES.values())},
}
_OFFERED = {"type": "object", "properties": {"Sec-WebSocket-Protocol": {"const": V2}}}
_BINDINGS: Json = {"classic": {"method": "GET"}, "v2": {"method": "GET", "headers": _OFFERED}}
_INTRODUCTION = """\
One JSON object per text frame. A client that offers the WebSocket subprotocol `meetingmuse.v2` speaks the channel `v2`,
every other one the channel `classic`. Fields without a value are left out. Made by `manage.py asyncapi` from the frame
classes in conversations/frames.py and conversations/client_frames.py.
"""


def document() -> Json:
    """Return the whole document as plain data."""
    schemas: Json = {}
    messages: Json = {}
    operations: Json = {}
    channels: Json = {}
    for channel, frames in FRAMES.items():
        for action, kinds in frames.items():
            for kind in kinds:
                messages[_name(channel, kind.__name__)] = _message(kind, channel, schemas)
            operations[_name(channel, action.title())] = {
                "action": action,
                "channel": {"$ref": f"#/channels/{channel}"},
                "messages": [{"$ref": f"#/channels/{channel}/messages/{kind.__name__}"} for kind in kinds],
            }
        channels[channel] = {
            "address": "/ws/{client_id}",
            "parameters": {"client_id": {"description": "3 to 100 letters, digits, - and _."}},
            "messages": {
                kind.__name__: {"$ref": f"#/components/messages/{_name(channel, kind.__name__)}"}
                for kinds in frames.values()
                for kind in kinds
            },
            "bindings": {"ws": _BINDINGS[channel]},
        }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "MeetingMuse", "version": "2", "description": _INTRODUCTION},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def _name(channel: str, name: str) -> str:
    return f"{channel}{name}"


def _message(frame: type[BaseModel], channel: str, schemas: Json) -> Json:
    """Return a frame as a message of one channel, and put the shapes within it into `schemas`."""
    schema = _tidy(frame.model_json_schema(ref_template="#/components/schemas/{model}"))
    schema.pop("description", None)
    schemas |= schema.pop("$defs", {})
    required = set(schema.get("required", []))
    if issubclass(frame, Frame):  # what has one value is always sent
        required |= {name for name, field in schema["properties"].items() if "const" in field}
        if channel == "v2":
            required.add("seq")
        else:
            del schema["properties"]["seq"]
    schema["required"] = [name for name in schema["properties"] if name in required]
    return {"name": frame.__name__, "summary": inspect.cleandoc(frame.__doc__ or ""), "payload": schema}


def _tidy(schema: Any) -> Any:
    """Leave out generated titles, and null, which stands for a field that is left out."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {}
    for key, value in schema.items():
        if key == "properties":
            tidied[key] = {name: _tidy(field) for name, field in value.items()}
        elif key == "anyOf":
            [kind] = [_tidy(option) for option in value if option != {"type": "null"}]
            tidied |= kind
        elif key != "title" and not (key == "default" and (value is None or "const" in schema)):
            tidied[key] = _tidy(value)
    return tidied
