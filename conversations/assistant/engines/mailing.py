"""The words for who is written to about a meeting. Every fact comes from the act."""

from typing import Any

from conversations.assistant.engines.spoken import spoken_list

Values = dict[str, Any]
_MAILS = {
    "schedule": "The invitation to {} is on its way.",
    "reschedule": "{} will be told by mail.",
    "cancel": "{} will be told by mail if they were invited already.",
    "undo_book": "{} will be told by mail if they were invited already.",
    "undo_change": "{} will be told by mail if they heard of the change already.",
    "undo_cancel": "{} will be told by mail if they heard of it already.",
}


def mailing(mail: Values, task: str) -> str:
    """Tell who is written to, and what is missing for the others; "" when there is nobody to tell."""
    if not mail:
        return ""
    told = []
    if mail["to"] and mail["organizer"]:
        told.append(_MAILS[task].format(spoken_list(mail["to"])))
    elif mail["to"] and task == "schedule":
        told.append(
            "No invitation was sent, because I don't know your own address: say “my address is …” and I send it."
        )
    elif mail["to"]:
        told.append(f"No mail is sent, so please let {spoken_list(mail['to'])} know.")
    if mail["without"] and task in ("schedule", "reschedule"):
        first, *others = mail["without"]
        told.append(
            f"I have no address of {spoken_list(mail['without'], 'or')}: say “{first}'s address is …” and I invite them, "
            f"or let {'them' if others else first} know yourself."
        )
    return " ".join(told)
