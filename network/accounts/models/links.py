"""Links with which somebody may make a second factor for a role of staff."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.keys import new_key


class FactorLinkQuerySet(models.QuerySet):
    """Questions about links."""

    def open(self):
        """Those that were not used and have not expired, of people who may sign in."""
        return self.filter(used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)


@pghistory.track(fields=["user", "made_by", "cause", "expires_at", "used_at"], model_name="FactorLinkEvent")
class FactorLink(models.Model):
    """That an administrator let somebody make a second factor, once and within a day.

    `key` alone opens nothing: the token in the address is signed, so the database does not hold it.
    """

    LASTS = timedelta(hours=24)

    class Cause(models.TextChoices):
        ROLE = "role", _("a role was given to someone without two-step sign-in")
        LOST = "lost", _("two-step sign-in was lost")
        FIRST = "first", _("an administrator was created on the command line")
        BREAK_GLASS = "break-glass", _("two-step sign-in of an administrator was removed on the command line")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor_links")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Empty if this was done on the command line."),
    )
    cause = models.CharField(_("why"), max_length=11, choices=Cause.choices)
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(pgettext_lazy("link", "made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(pgettext_lazy("link", "used"), null=True)

    objects = FactorLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to set up two-step sign-in")
        verbose_name_plural = _("links to set up two-step sign-in")

    def __str__(self):
        return f"factor link for user-{self.user_id}"
