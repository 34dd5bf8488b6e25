"""The steps in which a good practice is written."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.catalogue.centres import CentreField
from network.catalogue.forms import PillarsMixin, TermField, TermsField, TopicsMixin
from network.files.filetypes import FileType
from network.files.forms import UploadField, is_kept, link_to
from network.moderation import sourcing
from network.moderation.answers import Step
from network.moderation.file_fields import PictureMixin
from network.moderation.forms import RecordForm
from network.moderation.licensing import LicenceMixin
from network.moderation.rows import RowForm, Rows
from practices.models import Attachment, Practice, Source


class BasicsForm(PillarsMixin, TopicsMixin, RecordForm):
    """What the practice is."""

    class Meta:
        model = Practice
        fields = ["title", "summary", "original_language", "original_title", "topics"]


class PlaceForm(RecordForm):
    """Where, when and by whom."""

    countries = TermsField("country", grouped=True, required=False, label=_("Countries"))
    lead_kind = TermField("institution", required=False, label=_("Type of lead institution"))
    at_centre = CentreField(help_text=Practice._meta.get_field("at_centre").help_text)

    class Meta:
        model = Practice
        fields = [
            "countries",
            "scope",
            "practice_type",
            "cooperation",
            "started_year",
            "ended_year",
            "lead_institution",
            "lead_kind",
            "at_centre",
            "partners",
        ]

    def clean_started_year(self):
        """What has not begun is no practice yet."""
        return sourcing.no_later_than_now(self.cleaned_data["started_year"])

    def clean_ended_year(self):
        """What goes on has no end yet."""
        return sourcing.no_later_than_now(self.cleaned_data["ended_year"])

    def clean(self):
        """A practice cannot end before it starts."""
        cleaned = super().clean()
        started, ended = cleaned.get("started_year"), cleaned.get("ended_year")
        if started and ended and ended < started:
            self.add_error("ended_year", _("The end year is before the start year. Check both years."))
        return cleaned


class StoryForm(RecordForm):
    """What was done and why."""

    class Meta:
        model = Practice
        fields = ["challenge", "objectives", "target_groups", "approach"]


class ResultsForm(RecordForm):
    """What came of it, and where that can be checked."""

    class Meta:
        model = Practice
        fields = ["results", "evidence_level", "unintended_effects", "enabling_factors", "hindering_factors", "lessons"]


class SourceForm(sourcing.SourceRowForm):
    """One source."""

    class Meta:
        model = Source
        fields = sourcing.FIELDS


class AttachmentsForm(PictureMixin, RecordForm):
    """The picture, beside the rows."""

    field_order = ["new_picture", "remove_picture", "picture_alt", "picture_credit"]

    class Meta:
        model = Practice
        fields = ["picture_alt", "picture_credit"]


class AttachmentForm(RowForm):
    """One attachment. The file of one that is kept cannot be changed; it is removed, and another added."""

    file = UploadField(accepted=FileType, label=_("File"), help_text=_("PDF or image, up to 15 MB."))

    class Meta:
        model = Attachment
        fields = ["title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]
            self.fields["title"].help_text = link_to(self.instance.upload)

    def says(self, row):
        """Whether `row` has the title and the file."""
        return super().says(row) and is_kept(self.cleaned_data.get("file"), row.upload)

    def save(self, commit=True):
        """Keep the file that came."""
        if received := self.cleaned_data.get("file"):
            practice = self.instance.practice
            self.instance.upload = received.keep(owner=practice.author, record=practice.key)
        return super().save(commit)


class RightsForm(RecordForm):
    """How rights were safeguarded. Without this a practice stays a draft."""

    SHORT_LABELS = {"is_contested": _("Public criticism")}

    class Meta:
        model = Practice
        fields = ["rights_safeguards", "criticism", "is_contested", "risks_if_copied"]


class SharingForm(LicenceMixin, RecordForm):
    """How it may be shared, and the author's agreement."""

    modalities = TermsField("modality", required=False, label=_("How it could be shared"))

    class Meta:
        model = Practice
        fields = ["modalities", "is_credited", "reach", "seeks_endorsement", "contributor_note"]


SourceFormSet = forms.inlineformset_factory(Practice, Source, form=SourceForm, formset=Rows, max_num=20)

AttachmentFormSet = forms.inlineformset_factory(
    Practice, Attachment, form=AttachmentForm, formset=Rows, max_num=Attachment.MOST
)

STEPS = (
    Step(
        "basics",
        _("Overview"),
        _("Start with a clear title and summary: readers see them in lists. You can add the rest step by step."),
        BasicsForm,
    ),
    Step("place", _("Where and by whom"), _("No exact places, units or persons."), PlaceForm),
    Step(
        "story",
        _("What was done"),
        _("Write for a colleague in another country. No methods of detection and no operational details."),
        StoryForm,
    ),
    Step(
        "results",
        _("Results and sources"),
        _("Give the year and the source of each figure. What did not work helps others most."),
        ResultsForm,
        SourceFormSet,
        _("Sources: where a reader can check this"),
        _("Add a source"),
    ),
    Step(
        "attachments",
        _("Image and attachments"),
        _("An image for the top of the page, and up to five files that help a reader. Nothing confidential."),
        AttachmentsForm,
        AttachmentFormSet,
        _("Files"),
        _("Add a file"),
    ),
    Step(
        "rights",
        _("Rights and risks"),
        _("How human rights were safeguarded, what was criticized, and what could go wrong elsewhere."),
        RightsForm,
    ),
    Step("sharing", _("Sharing"), _("How others could learn from it, and who may read it."), SharingForm),
)
