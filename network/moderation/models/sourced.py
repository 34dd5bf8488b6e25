"""Where the statements of a record can be checked: rows of sources, each a public document."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceRow(models.Model):
    """One source; a kind adds the foreign key to its record, with `related_name="sources"`."""

    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    url = models.URLField(_("web address (URL)"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    def as_content(self) -> dict[str, Any]:
        """What a version keeps of it."""
        return {"title": self.title, "publisher": self.publisher, "year": self.year, "url": self.url}
