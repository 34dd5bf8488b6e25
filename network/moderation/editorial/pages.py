"""The page that editors write, as a record; published by a second editor."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card, Field, Prose
from network.catalogue.index import place_facets
from network.languages import Language, spoken
from network.moderation.hooks import Hooks
from network.moderation.models import Decision, Record, Status, step
from network.moderation.models.pictured import PICTURE, Pictured
from network.moderation.slugs import give_slug

WRITTEN = {
    "title": Field(Audience.PUBLIC, prose=Prose.PLAIN),
    "summary": Field(Audience.PUBLIC, prose=Prose.PLAIN),
    "body": Field(Audience.PUBLIC, prose=Prose.MARKDOWN),
    "category": Field(Audience.PUBLIC, prose=Prose.PLAIN),
    **PICTURE,
}
FILED_UNDER = {
    "pillars": Field(Audience.PUBLIC, vocabulary="pillar"),
    "topics": Field(Audience.PUBLIC, vocabulary="topic"),
    "countries": Field(Audience.PUBLIC, vocabulary="country"),
    "original_language": Field(Audience.PUBLIC, vocabulary=Language),
}


def give_address(page: "EditorialPage") -> None:
    """Give the page its readable address."""
    give_slug(page, page.title)


class EditorialPage(Pictured, Record):
    """A record that editors write in the admin, with a title, a text and a readable address. All of it is public."""

    INTERNAL = frozenset({"slug"})
    HOOKS = Hooks(before_publication=(give_address,))

    slug = models.SlugField(max_length=140, unique=True, null=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), max_length=500)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown is allowed."))
    category = models.CharField(_("category"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(self.KIND, args=[self.slug])

    def get_edit_url(self) -> str:
        return reverse(f"admin:{self._meta.app_label}_{self._meta.model_name}_change", args=[self.pk])

    def make_heading(self) -> str:
        return self.title

    def get_file_url(self, key: str) -> str:
        """Where editors look at the file `key` of the working copy."""
        return reverse(f"admin:{self._meta.app_label}_{self._meta.model_name}_file", args=[self.pk, key])

    @step
    def hand_in(self) -> None:
        """Let the page wait for somebody who publishes it. Raises NotPossible when there is nothing new in it."""
        if self.status != Status.SUBMITTED:
            self.submit()

    @step
    def publish(self, by: User) -> Decision:
        """Approve the page as a second editor, whether or not its author handed it in. Raises NotPossible."""
        self.refuse_own(by)
        self.hand_in()
        return self.approve(by, self.edits)

    @staticmethod
    def common(card: Card) -> dict[str, Any]:
        """What the listings of all pages have in common."""
        return {
            "title": card.title,
            "summary": card.summary,
            "address": card.address,
            "picture": card.get("picture", {}),
            "text_language": card.original_language,
            "facets": {
                "pillar": card.pillars,
                "topic": card.topics,
                **place_facets(card.countries),
                "language": card.get("languages") or [spoken(card.original_language)],
            },
        }
