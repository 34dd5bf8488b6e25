"""The pages on which authors write their practices."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from network.moderation.editing import EditRecord
from practices.forms import STEPS
from practices.models import Practice


class Edit(EditRecord):
    """A step of one of the reader's own practices; `new` begins one."""

    steps = STEPS

    def get_record(self):
        """The practice named in the address, or the one that the page begins."""
        if "key" not in self.kwargs:
            return self.begun(Practice) or Practice(author=self.request.user, original_language=get_language())
        return get_object_or_404(Practice.objects.by(self.request.user), key=self.kwargs["key"])

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("practice-edit", args=[record.key, slug])
