"""Engines read messages and word replies; they never decide what is booked."""
