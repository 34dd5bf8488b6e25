"""How often the page of a record was opened."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Opening(models.Model):
    """How often a record was opened in one month, and on the last day of it; by whom, nobody knows."""

    record = models.ForeignKey("Record", models.CASCADE, related_name="openings")
    month = models.DateField(_("month"), help_text=_("Its first day, in UTC."))
    times = models.PositiveIntegerField(_("how often"))
    day = models.DateField(_("last day"), help_text=_("In UTC."))
    times_on_day = models.PositiveIntegerField(_("how often on that day"))

    class Meta:
        verbose_name = _("number of readings")
        verbose_name_plural = _("numbers of readings")
        constraints = [models.UniqueConstraint(fields=["record", "month"], name="openings_once_a_month")]

    def __str__(self) -> str:
        return f"{self.record_id}, {self.month:%Y-%m}: {self.times}"

    def before(self, today: date) -> int:
        """How often it was opened, `today` left out."""
        return self.times - (self.times_on_day if self.day == today else 0)
