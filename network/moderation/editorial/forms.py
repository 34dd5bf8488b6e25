"""The form in which editors write a page, inside the admin, and its widgets."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.utils.translation import gettext_lazy as _

from network.catalogue import pillars
from network.catalogue.forms import TermChoices, TermsField
from network.moderation.file_fields import PictureMixin
from network.moderation.forms import WorkingCopyForm
from network.moderation.models import NotPossible


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class Chooser(TermChoices):
    """The choices of members' forms, in the element that their script expects around them."""

    template_name = "admin/editorial/chooser.html"


# The button that publishes what it saves.
PUBLISH = "_publish"
WRITTEN = ["title", "summary", "body", "original_language", "category"]
OF_PICTURE = ["picture_alt", "picture_credit"]
FILED = ["pillars", "topics", "countries"]
WIDGETS = {
    "title": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
    "summary": AdminTextareaWidget(attrs={"rows": 4}),
    "body": AdminTextareaWidget(attrs={"rows": 20}),
}


def chooser(dimension, label, **options) -> TermsField:
    """A field for several terms of `dimension`, found by typing."""
    return TermsField(dimension, required=False, label=label, widget=Chooser, **options)


class EditorialForm(PictureMixin, WorkingCopyForm):
    """What the forms of all editorial pages share. The button named `PUBLISH` asks for what publication needs."""

    pillars = forms.TypedMultipleChoiceField(
        label=_("Pillars of the Strategy"),
        choices=pillars.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = chooser("topic", _("Topics"), grouped=True)
    countries = chooser("country", _("Countries"))
    # Only for the admin, which wants every field declared; where there is a picture it says which.
    remove_picture = forms.BooleanField(required=False)

    def address_of(self, upload):
        """Editors look at what colleagues uploaded as well."""
        return self.instance.get_file_url(upload.key)

    def clean(self):
        """Do not let one editor overwrite what another has saved meanwhile, or is saving; until the page is saved."""
        if self.instance.pk:
            try:
                self.instance.lock()
            except NotPossible as reason:
                raise forms.ValidationError(str(reason)) from reason
            if self.cleaned_data.get("read_edits") != self.instance.edits and self.has_changed():
                self.refuse_stale()
        return super().clean()

    def missing(self):
        """What the page still lacks before it can be published, once what was typed is saved."""
        return [answer for answer in self.instance.missing() if not self.cleaned_data.get(answer.name)]

    def _post_clean(self):
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if PUBLISH in self.data and not self.errors:
            for answer in self.missing():
                self.add_error(answer.name, _("Publication needs this. Fill it in, or save the page as a draft."))
