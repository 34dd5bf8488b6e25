"""What an author has typed into a step and not saved."""

from typing import cast

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class UnsavedStep(models.Model):
    """The answers of one step as the browser sent them by itself, valid or not. The record knows nothing of them.

    `key` is that of the record, also of one that its first step has yet to begin. `times` and `window` tell whether
    another window has kept something since a page was made.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("author"))
    kind = models.CharField(_("type"), max_length=12)
    key = models.CharField(max_length=22)
    step = models.SlugField(_("step"), max_length=30)
    answers = models.JSONField(_("answers"), help_text=_("A list of texts for each name of a field."))
    window = models.CharField(max_length=22)
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("unsaved step")
        verbose_name_plural = _("unsaved steps")
        constraints = [models.UniqueConstraint(fields=["author", "key", "step"], name="one_unsaved_text_for_a_step")]

    def __str__(self) -> str:
        return f"unsaved-{self.pk}"

    def as_sent(self) -> QueryDict:
        """The answers as a form takes them; may be changed."""
        sent = QueryDict(mutable=True)
        for name, texts in cast(dict, self.answers).items():
            sent.setlist(name, texts)
        return sent
