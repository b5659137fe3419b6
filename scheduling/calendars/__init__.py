"""Where meetings are kept: one protocol, one file per implementation."""
