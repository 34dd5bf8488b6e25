"""How many profiles a member may read in a day: nobody shall carry the directory away (OWASP ASVS v5.0.0-2.4.1)."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.core.mail import mail_admins
from django.utils import timezone

logger = logging.getLogger(__name__)

A_DAY = 24 * 3600


def is_spent(user) -> bool:
    """Count one profile more for `user`; whether that is more than a person reads. Staff are told, once a day.

    Strangers see little of a profile and are not counted; staff read as part of their work.
    """
    if not user.is_authenticated or user.is_staff:
        return False
    key = f"profiles-{user.pk}-{timezone.now():%Y%m%d}"
    count = 1 if cache.add(key, 1, A_DAY) else cache.incr(key)
    if count == settings.PROFILES_A_DAY + 1:
        logger.warning("%s has read more profiles today than a person would.", user)
        mail_admins(
            "A member reads very many profiles",
            f"{user} has reached the daily limit and is refused further profiles until tomorrow.\n"
            "Look at the account in the admin; its sessions can be ended there.",
            fail_silently=True,
        )
    return count > settings.PROFILES_A_DAY
