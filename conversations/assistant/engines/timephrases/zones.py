"""Time zones as people name them: abbreviations, offsets, cities.

This room never converts a time; it only names the zone.
"""

from __future__ import annotations

# Where an abbreviation is used for several zones, all are listed, the most usual in English first.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("est", "edt", "eastern", "et"), ("America/New_York",)),
    **dict.fromkeys(("cdt", "central", "ct"), ("America/Chicago",)),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    **dict.fromkeys(("mst", "mdt", "mountain", "mt"), ("America/Denver",)),
    **dict.fromkeys(("pst", "pdt", "pacific", "pt"), ("America/Los_Angeles",)),
    **dict.fromkeys(("akst", "akdt"), ("America/Anchorage",)),
    "hst": ("Pacific/Honolulu",),
    "adt": ("America/Halifax",),
    **dict.fromkeys(("gmt", "utc", "zulu"), ("UTC",)),
    "bst": ("Europe/London",),
    **dict.fromkeys(("wet", "west"), ("Europe/Lisbon",)),
    **dict.fromkeys(("cet", "cest", "mez"), ("Europe/Paris",)),
    **dict.fromkeys(("eet", "eest"), ("Europe/Athens",)),
    "msk": ("Europe/Moscow",),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "sgt": ("Asia/Singapore",),
    "hkt": ("Asia/Hong_Kong",),
    "pkt": ("Asia/Karachi",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "sast": ("Africa/Johannesburg",),
    **dict.fromkeys(("aest", "aedt"), ("Australia/Sydney",)),
    "acst": ("Australia/Adelaide",),
    "awst": ("Australia/Perth",),
    **dict.fromkeys(("nzst", "nzdt"), ("Pacific/Auckland",)),
    "brt": ("America/Sao_Paulo",),
}
# These are ordinary words or names as well: a zone only before "time" or straight after a clock time.
WORDLIKE = frozenset(
    ["eastern", "central", "mountain", "pacific", "et", "ct", "mt", "pt", "west", "wet", "zulu"]
)

CITIES: dict[str, str] = {
    "london": "Europe/London", "uk": "Europe/London", "dublin": "Europe/Dublin", "lisbon": "Europe/Lisbon",
    "paris": "Europe/Paris", "berlin": "Europe/Berlin", "munich": "Europe/Berlin", "hamburg": "Europe/Berlin",
    "frankfurt": "Europe/Berlin", "german": "Europe/Berlin", "madrid": "Europe/Madrid",
    "barcelona": "Europe/Madrid", "rome": "Europe/Rome", "milan": "Europe/Rome", "vienna": "Europe/Vienna",
    "zurich": "Europe/Zurich", "geneva": "Europe/Zurich", "amsterdam": "Europe/Amsterdam",
    "brussels": "Europe/Brussels", "copenhagen": "Europe/Copenhagen", "stockholm": "Europe/Stockholm",
    "oslo": "Europe/Oslo", "helsinki": "Europe/Helsinki", "warsaw": "Europe/Warsaw", "prague": "Europe/Prague",
    "budapest": "Europe/Budapest", "bucharest": "Europe/Bucharest", "athens": "Europe/Athens",
    "kyiv": "Europe/Kyiv", "kiev": "Europe/Kyiv", "istanbul": "Europe/Istanbul", "moscow": "Europe/Moscow",
    "cairo": "Africa/Cairo", "lagos": "Africa/Lagos", "nairobi": "Africa/Nairobi",
    "johannesburg": "Africa/Johannesburg", "jerusalem": "Asia/Jerusalem", "israel": "Asia/Jerusalem",
    "dubai": "Asia/Dubai", "karachi": "Asia/Karachi", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "kolkata": "Asia/Kolkata", "india": "Asia/Kolkata", "indian": "Asia/Kolkata",
    "dhaka": "Asia/Dhaka", "bangkok": "Asia/Bangkok", "jakarta": "Asia/Jakarta", "singapore": "Asia/Singapore",
    "manila": "Asia/Manila", "shanghai": "Asia/Shanghai", "beijing": "Asia/Shanghai", "taipei": "Asia/Taipei",
    "seoul": "Asia/Seoul", "tokyo": "Asia/Tokyo", "japan": "Asia/Tokyo", "perth": "Australia/Perth",
    "adelaide": "Australia/Adelaide", "brisbane": "Australia/Brisbane", "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne", "auckland": "Pacific/Auckland", "honolulu": "Pacific/Honolulu",
    "hawaii": "Pacific/Honolulu", "alaska": "America/Anchorage", "seattle": "America/Los_Angeles",
    "portland": "America/Los_Angeles", "california": "America/Los_Angeles", "vancouver": "America/Vancouver",
    "phoenix": "America/Phoenix", "denver": "America/Denver", "chicago": "America/Chicago",
    "dallas": "America/Chicago", "houston": "America/Chicago", "austin": "America/Chicago",
    "boston": "America/New_York", "atlanta": "America/New_York", "miami": "America/New_York",
    "washington": "America/New_York", "toronto": "America/Toronto", "montreal": "America/Toronto",
    "halifax": "America/Halifax", "bogota": "America/Bogota", "lima": "America/Lima",
    "santiago": "America/Santiago",
}  # fmt: skip
LONG_CITIES: dict[str, str] = {
    "new york": "America/New_York", "los angeles": "America/Los_Angeles", "san francisco": "America/Los_Angeles",
    "san diego": "America/Los_Angeles", "mexico city": "America/Mexico_City", "sao paulo": "America/Sao_Paulo",
    "buenos aires": "America/Argentina/Buenos_Aires", "hong kong": "Asia/Hong_Kong",
    "new delhi": "Asia/Kolkata", "tel aviv": "Asia/Jerusalem", "cape town": "Africa/Johannesburg",
}  # fmt: skip


def fixed_offset(hours: int) -> str:
    """Return the IANA name of UTC plus `hours`; in the Etc area the sign is turned round."""
    return "UTC" if hours == 0 else f"Etc/GMT{-hours:+d}"
