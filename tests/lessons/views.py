"""Where a lesson is written."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from network.moderation.editing import EditRecord
from tests.lessons.forms import STEPS
from tests.lessons.models import Lesson


class Edit(EditRecord):
    """A step of one of the reader's own lessons; `new` begins one."""

    steps = STEPS

    def get_record(self):
        """The lesson named in the address, or the one that the page begins."""
        if "key" not in self.kwargs:
            return self.begun(Lesson) or Lesson(author=self.request.user)
        return get_object_or_404(Lesson.objects.by(self.request.user), key=self.kwargs["key"])

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("lesson-edit", args=[record.key, slug])
