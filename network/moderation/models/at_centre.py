"""The centre of excellence to which a record belongs, by its key: no room needs to know centres for that."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field

# For the FIELDS of a kind, whose listing adds `centre_facet(card)`.
AT_CENTRE = {"at_centre": Field(Audience.PUBLIC, vocabulary="centre")}


class AtCentre(models.Model):
    """The column; a record inherits it beside `Record`, and its form asks with `CentreField`."""

    at_centre = models.CharField(
        _("centre of excellence"),
        max_length=22,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only if a centre listed in the network takes part. Its page then links to this one."),
    )

    class Meta:
        abstract = True
