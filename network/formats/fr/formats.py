"""French: the time zone beside the time."""

DATETIME_FORMAT = "j F Y, H:i e"
SHORT_DATETIME_FORMAT = "d/m/Y H:i e"
