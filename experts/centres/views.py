"""The pages on which keepers describe their centres."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from experts.centres.forms import STEPS
from experts.models import Centre
from network.moderation.editing import EditRecord


class Edit(EditRecord):
    """A step of one of the centres that the reader keeps; `new` begins one."""

    steps = STEPS

    def get_record(self):
        """The centre named in the address, or the one that the page begins."""
        if "key" not in self.kwargs:
            return self.begun(Centre) or Centre(author=self.request.user, original_language=get_language())
        return get_object_or_404(Centre.objects.by(self.request.user), key=self.kwargs["key"])

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("centre-edit", args=[record.key, slug])
