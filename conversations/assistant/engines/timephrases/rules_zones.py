"""Rules for time zones: "3pm CET", "9am Berlin time", "UTC+2", "my time".

This room never converts a time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .grammar import RuleTable
from .values import Clock
from .zones import LONG_CITIES, fixed_offset

ZONES = RuleTable()


def _signed(sign: int) -> None:
    word = "+" if sign > 0 else "-"

    @ZONES.rule("ZONE", f"{{zone:zone_offset}} {word} {{hours:h24}}")
    def _offset_zone(now: datetime, zone: tuple[str, ...], hours: int) -> tuple[str, ...] | None:
        return (fixed_offset(sign * hours),) if hours <= 12 else None


_signed(1)
_signed(-1)


def _long_city(city: str, name: str) -> None:
    ZONES.rule("ZONE", f"(in)? {city} (local)? time")(lambda now: (name,))


for _city, _name in LONG_CITIES.items():
    _long_city(_city, _name)


@ZONES.rule(
    "ZONE",
    "(in)? (the)? {zone:zone|zone_word} (standard|daylight|summer|local)? time (zone)?",
    "(?<=<CLOCK|PART|in>) {zone}",
    "(?<=<CLOCK> ,) {zone}",
    "(?<=<CLOCK>) {zone:zone_word}(?!<word>)",
    "in {zone}",
)
def _named_zone(now: datetime, zone: tuple[str, ...]) -> tuple[str, ...]:
    return zone


@ZONES.rule("ZONE", "(in)? {zone:city} (local)? time")
def _city_zone(now: datetime, zone: str) -> tuple[str, ...]:
    return (zone,)


@ZONES.rule("ZONE", "(in|on)? (my|our|local) (local)? time")
def _own_zone(now: datetime) -> tuple[str, ...]:
    return ()


@ZONES.rule("CLOCK", "{clock:CLOCK} (,|in)? {zone:ZONE}")
def _zoned(now: datetime, clock: Clock, zone: tuple[str, ...]) -> Clock:
    return replace(clock, zones=zone)
