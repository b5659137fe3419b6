"""Django's PostgreSQL backend over the embedded server, which is started by the first connection.

Commands that open no connection start nothing; everything else is Django's own backend.
"""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from meetingmuse import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """`settings_dict["EMBEDDED"]` is the data folder; HOST is filled in when the server runs."""

    def get_connection_params(self) -> dict[str, Any]:
        self.settings_dict["HOST"] = embedded.start(Path(self.settings_dict["EMBEDDED"]))
        return super().get_connection_params()
