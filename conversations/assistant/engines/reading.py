"""The form that a model fills in for a message, made from the tables of intents and slots. Decides no value."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from conversations.assistant.intents import INTENTS
from conversations.assistant.slots import SLOTS

LONGEST = 400  # characters of a text in the form
KINDS = {
    "greeting": "a greeting",
    "thanks": "thanks",
    "farewell": "a farewell",
    "praise": "praise",
    "joke": "asks for a joke",
    "smalltalk": "talk about the assistant itself",
    "help": "asks what the assistant can do",
    "recap": "asks what is noted so far of the meeting in the making",
    "drop": "gives up what is in the making",
}
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)


def _as_text(value: Any) -> Any:
    """Models give lists of people and bare numbers where a text is asked for; nothing is lost by joining them."""
    if isinstance(value, list):
        value = ", ".join(str(each) for each in value)
    if isinstance(value, int | float):
        value = str(value)
    if isinstance(value, str) and len(value) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    return value or ""


def _or_none(value: Any) -> Any:
    return value or None


Text = Annotated[
    str, BeforeValidator(_as_text)
]  # the length is no part of the schema: grammars made of it are slow

SlotTexts = create_model("SlotTexts", **{name: (Text, "") for name in SLOTS})  # type: ignore[call-overload]


class Reading(BaseModel):
    """What a model says that a message says. See Interpretation for the fields; unknown ones are left out."""

    model_config = ConfigDict(extra="ignore")

    intent: Literal[tuple(INTENTS)]  # type: ignore[valid-type]
    kind: Annotated[Literal[tuple(KINDS)] | None, BeforeValidator(_or_none)] = None  # type: ignore[valid-type]
    slots: SlotTexts = Field(default_factory=SlotTexts)  # type: ignore[valid-type]
    answer: Annotated[Literal["yes", "no"] | None, BeforeValidator(_or_none)] = None
    choice: int | None = None
    added: bool = False
    fresh: bool = False
    reopened: Sequence[Literal[tuple(SLOTS)]] = ()  # type: ignore[valid-type]
    dropped: Sequence[Literal[tuple(SLOTS)]] = ()  # type: ignore[valid-type]
    meeting: Text = ""
    shift: Text = ""
    without: Text = ""

    def said(self) -> dict[str, str]:
        """Return the texts of the slots that were said."""
        return {name: text for name, text in self.slots.model_dump().items() if text}  # type: ignore[attr-defined]


class Unreadable(ValueError):
    """The answer is no filled-in form; the text says what is wrong with it, in words a model can use."""


def read_form(answer: str) -> Reading:
    """Return the form in a model's answer: the JSON object in it, whatever is around. Raises Unreadable."""
    answer = _THOUGHTS.sub("", answer)
    start, end = answer.find("{"), answer.rfind("}")
    if start < 0 or end < start:
        raise Unreadable("there is no JSON object in it")
    try:
        return Reading.model_validate(json.loads(answer[start : end + 1]))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5]]
        raise Unreadable("; ".join(problems)) from None
    except (ValueError, RecursionError):
        raise Unreadable("it is not valid JSON") from None


@lru_cache
def schema() -> dict[str, Any]:
    """Return the JSON schema of the form, without what only documents it."""
    plain: dict[str, Any] = _plain(Reading.model_json_schema())
    return plain


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    documents = ("title", "default", "description")  # a property may have such a name: then it has a schema
    return {
        name: _plain(value)
        for name, value in node.items()
        if name not in documents or isinstance(value, dict)
    }
