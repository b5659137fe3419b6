"""English."""

TIME_FORMAT = "g:i A"
HOUR_FORMAT = "g A"
DATE_FORMAT = "F j, Y"
WEEKDAY_FORMAT = "l, F j"
WEEKDAY_YEAR_FORMAT = "l, F j, Y"
