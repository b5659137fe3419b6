"""German."""

TIME_FORMAT = "H:i"
HOUR_FORMAT = "H:i"
DATE_FORMAT = "j. F Y"
WEEKDAY_FORMAT = "l, j. F"
WEEKDAY_YEAR_FORMAT = "l, j. F Y"
