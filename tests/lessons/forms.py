"""The steps in which a lesson is written."""

from network.catalogue.forms import TermsField
from network.moderation.answers import Step
from network.moderation.forms import RecordForm
from tests.lessons.models import Lesson


class TextForm(RecordForm):
    """All of it."""

    topics = TermsField("topic", required=False)

    class Meta:
        model = Lesson
        fields = ["title", "text", "topics"]


STEPS = (Step("text", "Text", "What you learned.", TextForm),)
