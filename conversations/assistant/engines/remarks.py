"""What the assistant says to small talk and to what it cannot do: several wordings each, taken in turn. Never a fact."""

REMARKS: dict[str, tuple[str, ...]] = {
    "greeting": (
        "Hello! I can set up a meeting for you: just tell me what, when and with whom.",
        "Hello! Shall we plan a meeting, or would you like to know what is on your calendar?",
        "Hello again! Tell me about a meeting to plan, to move or to cancel.",
    ),
    "thanks": ("You're welcome!", "Glad to help.", "Any time!"),
    "farewell": ("Goodbye! Your meetings are safe with me.", "See you! I'll keep your calendar."),
    "praise": ("Thank you, that's kind.", "That's nice to hear.", "I do my best."),
    "joke": (
        "I only know one: a meeting that ended early.",
        "Why did the meeting cross the road? It had been moved.",
    ),
    "smalltalk": (
        "I'm a scheduling assistant, so meetings are what I talk about best.",
        "I live between calendars; there is little to tell beyond meetings.",
    ),
    "help": (
        "I set up meetings. Tell me for example “design review with ana@example.com next Tuesday at 3 pm for 45 minutes”; "
        "I ask for what is missing, show you what I understood, and book it when you say yes. I can also move or cancel a "
        "meeting, tell you what you have on a day and when you are free, and note a reminder.",
        "Here is what works: “move my 3 pm to Thursday”, “cancel the review with Ana”, “what do I have tomorrow?”, “am I "
        "free on Friday afternoon?”, “remind me to call Bob at 5 pm”, or simply a new meeting: what, when and with whom. "
        "Nothing is written before you say yes.",
    ),
    "general": ("I'm here to look after your meetings.", "Meetings are my trade: what shall I plan?"),
    "unknown": (
        "I can't help with that; what I can do is set up meetings. Tell me what, when and with whom.",
        "That is beyond me. I can book, move and cancel meetings, tell you what is on your calendar and when you are free, "
        "and note reminders.",
        "That I can't do, I'm afraid. Ask me to plan a meeting, or what you have this week.",
    ),
    "unclear": ("I didn't understand that.", "Sorry, I don't follow."),
    "unclear_card": (
        "I didn't understand that. You can change the day, the time, the length, the people, the place or the title.",
        "Sorry, I don't follow. Tell me what to change, like “at 4 pm”, “add Ana” or “make it an hour”.",
    ),
    "as_it_is": ("That is how it is already.",),
    "taken_anyway": ("That time is taken, and two meetings cannot be at once.",),
    "undo_the_last": ("What was done before that I take back when you say “undo the last change”.",),
    "farewell_unwritten": ("Before you go: this is not done yet. I keep it until you come back.",),
    "foreign": ("I understand English only, I'm afraid: please say it in English.",),
    "acknowledged": ("All right.", "Good."),
    "nothing_asked": (
        "I have nothing open to ask you. Is there a meeting to plan, to move or to cancel?",
        "There is no question open. Tell me what to plan, or ask what is on your calendar.",
    ),
    "thinking": ("Take your time.", "No hurry."),
    "human": ("I'm a program that looks after your meetings; no person reads along.",),
    "sure": ("Yes: what I say of your calendar is read from it. Ask me for a day, and I look again.",),
    "private": (
        "I can't mark a meeting as private. Its day, time, length, people, place, title and repetition I can change.",
    ),
    "wellbeing": (
        "I'm fine, thank you! What shall I plan for you?",
        "All well here, thanks. Is there a meeting to plan?",
    ),
    "whose_free": (
        "I know when you are free, and of others only those who keep their calendar here. Name them, for example “is "
        "ana@example.com free tomorrow at 3 pm?”.",
    ),
    "recap": ("So far I have nothing.",),
    "dropped_schedule": ("All right, I've dropped it. Nothing was booked.",),
    "dropped_reschedule": ("All right, the meeting stays as it is.",),
    "dropped_cancel": ("All right, the meeting stays.",),
    "dropped_cancel_all": ("All right, the meetings stay.",),
    "dropped_reminder": ("All right, no reminder then.",),
    "dropped_stored": ("All right, the reminder stays as it is.",),
    "dropped_stored_ones": ("All right, the reminders stay as they are.",),
    "dropped_nothing": ("All right. There is nothing open that I could drop.",),
    "clock_goes_back": ("The clocks go back that night, so {time} comes twice.",),
}
FAILURES = {
    "past": "That time has already passed.",
    "no_such_time": "The clocks go forward that night, so {explanation} does not exist on that day.",
    "no_meeting_fits": "I can't find an upcoming meeting like that on your calendar.",
    "no_meetings": "There is no upcoming meeting on your calendar.",
    "no_reminder_fits": "I can't find a reminder like that among those to come.",
    "no_reminders": "You have no reminders to come.",
    "yes_or_no": "Here I only need a yes or a no.",
    "more_than_yes": "Here I need more than a yes or a no.",
    "nothing_to_undo": "There is nothing to undo: I take back what was done to meetings in the last 15 minutes. A "
    "reminder is not undone: ask me to cancel it, or to note it again.",
    "another_since": "That was not the last thing done to your calendar, and I take back only the last. Say “undo” if you "
    "mean that one.",
    "undo_taken": "I can't take that back: the time it had before is taken by now.",
    "no_following": "I can move one of a series or all of it, not one and all after it: for that, cancel those and book anew.",
    "of_the_series": "One of a series can be moved or cancelled on its own; its title, people and place are those of the series.",
    "not_coming": "I can't find {explanation} among those who come.",
    "gone": "That meeting is no longer on the calendar, so there was nothing to change.",
}


def remark(topic: str, variant: int, details: dict[str, object]) -> str:
    """Return the wording of a topic; the ones that are not known are beyond the assistant."""
    wordings = REMARKS.get(topic, REMARKS["unknown"])
    return wordings[variant % len(wordings)].format(**details)
