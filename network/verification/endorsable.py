"""What makes a kind of record one that focal points of countries may speak about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.catalogue.audiences import Audience
from network.verification.sectors import Sector


class Endorsable(models.Model):
    """Stands before Record among the bases of a kind.

    The kind says whose voice a card is (`sector_of`), which countries may speak about it (`countries_of`), and which
    published records are `endorsable`; in its HOOKS it names those of `network.verification.hooks`.
    """

    seeks_endorsement = models.BooleanField(
        _("The focal point of my country may endorse it"),
        default=False,
        help_text=_("The focal point will see what members see. You can switch this off at any time."),
    )

    class Meta:
        abstract = True

    @staticmethod
    def sector_of(card) -> Sector:
        """Whose voice `card` is."""
        raise NotImplementedError

    @staticmethod
    def countries_of(card) -> list:
        """Codes of the countries whose focal points may speak about what `card` shows."""
        raise NotImplementedError

    @classmethod
    def endorsable(cls, countries):
        """The published records that focal points of `countries` (codes) may endorse."""
        raise NotImplementedError

    def says_who_speaks(self, card_for):
        """The card by which `sector_of` and `countries_of` are asked: what members see; None where they see nothing.

        `card_for` makes cards of one version, as `Record.card` does.
        """
        return card_for(Audience.MEMBERS)

    def may_be_endorsed(self, card) -> bool:
        """Whether its author, or its being of the State, lets governments speak about what `card` shows."""
        return self.seeks_endorsement or self.sector_of(card) == Sector.STATE
