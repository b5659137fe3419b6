"""Calendars and meetings in RFC 5545 words; never the conversation about them."""
