"""Russian: a day has its month in the genitive, with and without the year."""

MONTH_DAY_FORMAT = "j E"
