"""Dates as the United Nations and CLDR write them, and the time zone beside each time (FORMAT_MODULE_PATH).

Where Django's formats of a language say the same, they are not repeated.
"""
