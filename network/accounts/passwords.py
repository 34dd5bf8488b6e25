"""The one rule for passwords beside their length: they must be hard to guess."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

# Django's list of common passwords has only 190 entries of twelve characters or more; these words make the rest.
CONTEXT = ["counter-terrorism", "counterterrorism", "terrorism", "extremism", "unoct", "uncct", "south-south", "expert"]
MINIMUM_SCORE = 3
# zxcvbn's time grows with the square of the length.
LONGEST_EXAMINED = 72


class StrengthValidator:
    """Refuses what zxcvbn scores below 3 of 4 once the words of this field, which add nothing, are taken out."""

    def validate(self, password, user=None):
        """Raise ValidationError when `password` is too easy to guess."""
        words = CONTEXT + (user.email.lower().replace("@", ".").split(".") if user and user.email else [])
        known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) > 2)
        rest = re.sub(known, "", password, flags=re.IGNORECASE)
        if not rest or zxcvbn(rest[:LONGEST_EXAMINED])["score"] < MINIMUM_SCORE:
            raise ValidationError(
                _("This password is too easy to guess. Choose another one, for example three or four unrelated words."),
                code="password_too_weak",
            )

    def get_help_text(self):
        """Say the rule before it is broken."""
        return _("Choose a password that is hard to guess, for example three or four unrelated words.")
