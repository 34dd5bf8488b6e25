"""The kinds of record that the catalogue lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Codes as they stand in addresses and stored queries; labels in the plural, as lists are headed."""

    EXPERT = "expert", _("Experts")
    PRACTICE = "practice", _("Good practices")
    ARTICLE = "article", _("News")
    PUBLICATION = "publication", _("Publications")
    EVENT = "event", _("Events")

    @property
    def singular(self):
        """What people call one record of this kind."""
        return SINGULAR[self]


SINGULAR = {
    Kind.EXPERT: _("Expert"),
    Kind.PRACTICE: _("Good practice"),
    Kind.ARTICLE: _("Article"),
    Kind.PUBLICATION: _("Publication"),
    Kind.EVENT: _("Event"),
}
