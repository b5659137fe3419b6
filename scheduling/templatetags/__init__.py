"""What the agenda's template asks for."""
