"""`manage.py makemessages`: as Django's, except that a new sentence has no translation until somebody writes one."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Guesses nothing: a translation of a similar sentence is one that nobody would find among two thousand."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
