"""Arabic: no comma before the year, and hours up to 24 as in the other languages."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i e"
SHORT_DATETIME_FORMAT = "d‏/m‏/Y H:i e"
