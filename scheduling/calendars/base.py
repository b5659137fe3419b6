"""The Calendar protocol every implementation keeps; tests run one contract suite over all of them."""

from collections.abc import Sequence
from typing import Protocol

from scheduling.events import Period, VEvent


class Calendar(Protocol):
    """One owner's meetings. No two confirmed meetings of a calendar overlap."""

    async def add(self, event: VEvent) -> VEvent:
        """Write the meeting once and return it as stored.

        A second call with the same uid returns the stored meeting unchanged, so a replayed step never books twice.
        Raises PeriodTaken when its period overlaps a confirmed meeting; nothing is written then.
        """
        ...

    async def withdraw(self, uid: str) -> None:
        """Remove a meeting as if it had never been added, because the turn that added it failed; unknown is fine."""
        ...

    async def find(self, within: Period) -> Sequence[VEvent]:
        """Return the confirmed meetings that overlap the period, in order of their start."""
        ...
