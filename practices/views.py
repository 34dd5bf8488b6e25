"""Public pages of practices, and the pages on which their authors write them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from network.catalogue.conditional import unchanged
from network.moderation.editing import EditRecord
from network.moderation.public import card_or_404
from practices.forms import STEPS
from practices.jsonld import creative_work
from practices.models import Practice


@require_safe
@unchanged
def detail(request, slug):
    """One practice as the reader's audience may see it."""
    card = card_or_404(request, Practice, slug)
    return render(request, "practices/detail.html", {"card": card, "json_ld": creative_work(card)})


class Edit(EditRecord):
    """A step of one of the reader's own practices; `new` begins one."""

    steps = STEPS

    def get_record(self):
        """The practice named in the address, or a new one of the reader's."""
        if "key" not in self.kwargs:
            return Practice(author=self.request.user, original_language=get_language())
        return get_object_or_404(Practice.objects.by(self.request.user), key=self.kwargs["key"])

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("practice-edit", args=[record.key, slug])
