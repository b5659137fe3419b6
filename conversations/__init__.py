"""Conversations: sockets, turns, records and the assistant that answers."""
