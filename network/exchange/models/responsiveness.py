"""How soon somebody usually answers, counted every night; nothing is stored of whom nothing kind can be said."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Responsiveness(models.Model):
    """That `user` usually answers within a time; see `network.exchange.responding`."""

    class Band(models.TextChoices):
        DAYS = "days", _("Usually answers within three days")
        WEEK = "week", _("Usually answers within a week")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="responsiveness")
    band = models.CharField(_("how soon"), max_length=4, choices=Band.choices)
    counted_at = models.DateTimeField(_("counted"), default=timezone.now)

    class Meta:
        verbose_name = _("time of response")
        verbose_name_plural = _("times of response")

    def __str__(self):
        return f"responsiveness of user-{self.user_id}"
