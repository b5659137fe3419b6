"""Pages of an owner's calendar: agenda, contacts, feed and files. Never the chat."""
