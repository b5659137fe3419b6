"""Everything an installation stands on is killed, restarted and cut off while many talk to it; then all is counted."""
