"""The steps of a turn in words for people who wait, or who look into it later."""

# What is done about a question, in words for people who wait.
ASKING = {"collect": "Asking for what is missing", "confirm": "Showing what I understood"}
# What a node of the graph does.
STEPS = {
    "understand": "Reading your message",
    "locate": "Looking for the meeting",
    "offer": "Looking at the calendar",
    "find": "Looking for a time that suits everybody",
    "book": "Booking the meeting",
    "move": "Changing the meeting",
    "cancel": "Cancelling the meeting",
    "remind": "Noting the reminder",
    "recall": "Looking for the reminder",
    "forget": "Removing the reminder",
    "undo": "Taking it back",
    "prefer": "Noting what you prefer",
    "drop": "Dropping it",
    "list": "Looking at your meetings",
    "availability": "Looking for free time",
    "chat": "Thinking about an answer",
}
