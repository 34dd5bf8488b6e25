"""A lesson: something that somebody learned, in a title and a text."""

from django.db import models
from django.urls import reverse

from network.catalogue.audiences import Audience
from network.catalogue.cards import Field
from network.catalogue.index import Listing
from network.moderation.hooks import Hooks
from network.moderation.models import Record


def give_address(lesson):
    """Give the lesson its address."""
    lesson.slug = lesson.key


class Lesson(Record):
    """One lesson. Everyone reads its title; only members read how it was learned."""

    KIND = "lesson"
    FIELDS = {
        "title": Field(Audience.PUBLIC),
        "text": Field(Audience.MEMBERS),
        "topics": Field(Audience.PUBLIC, vocabulary="topic"),
        "original_language": Field(Audience.PUBLIC),
    }
    INTERNAL = frozenset({"slug"})
    REQUIRED = ("title",)
    HOOKS = Hooks(before_publication=(give_address,))

    slug = models.CharField(max_length=22, unique=True, null=True, editable=False)
    title = models.CharField("title", max_length=120)
    text = models.TextField("text", max_length=2000)

    def get_absolute_url(self):
        return reverse("lesson", args=[self.slug])

    def get_edit_url(self):
        return reverse("lesson-edit", args=[self.key, "text"])

    def make_heading(self):
        return self.title

    @staticmethod
    def listing(card):
        """How a lesson is listed."""
        return Listing(
            title=card.title,
            address=card.address,
            occurs_at=card.published_at,
            body=card.get("text", ""),
            text_language=card.original_language,
            facets={"topic": card.topics},
        )
