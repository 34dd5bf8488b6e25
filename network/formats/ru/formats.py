"""Russian: the time zone beside the time."""

DATETIME_FORMAT = "j E Y г., H:i e"
SHORT_DATETIME_FORMAT = "d.m.Y H:i e"
