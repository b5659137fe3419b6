"""The wiring of MeetingMuse: settings, entry points and start-up; never conversation or calendar logic."""
