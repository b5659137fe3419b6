#!/usr/bin/env python
"""Django's command line for MeetingMuse."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetingmuse.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"MeetingMuse cannot start: {error}")
    except OperationalError as error:
        reason = str(error).splitlines()[0]
        sys.exit(f"MeetingMuse cannot use its database (DATABASE_URL, or the one in DATA_DIR): {reason}")
    except KeyboardInterrupt:
        sys.exit(130)  # as shells report it; Ctrl-C is no fault


if __name__ == "__main__":
    main()
