"""Write the time that endless series take further ahead; run it every week."""

from scheduling.management.upkeep_command import UpkeepCommand
from scheduling.upkeep import extend_series


class Command(UpkeepCommand):
    help = "Write the time that endless series take further ahead, so that the database guards it. Run it every week."
    upkeep = staticmethod(extend_series)
