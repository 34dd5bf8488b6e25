"""Chinese: the time zone beside the time."""

DATETIME_FORMAT = "Y年n月j日 H:i e"
SHORT_DATETIME_FORMAT = "Y年n月j日 H:i e"
