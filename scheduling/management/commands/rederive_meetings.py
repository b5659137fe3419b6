"""Derive the UTC of future meetings from local time and zone again; run it after an update of the zone rules."""

from scheduling.management.upkeep_command import UpkeepCommand
from scheduling.upkeep import rederive_meetings


class Command(UpkeepCommand):
    help = "Derive the UTC of future meetings from their clock time and zone again. Run it after tzdata was updated."
    upkeep = staticmethod(rederive_meetings)
