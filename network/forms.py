"""How forms look and read everywhere: one template per field, the message beside it, and text cleaned at the door."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from network import cleaning
from network.addresses import AddressField

# By what browsers, too, know a field for a code (HTML, §4.10.18.7.1).
ONE_TIME_CODE = "one-time-code"


class CleanField(BoundField):
    """A field of a form whose text is clean before anything is made of it. Passwords stay as they were typed.

    So do addresses: without one of its characters an address is somebody else's. A text in which nobody sees anything
    is none. What was stored before is compared, and shown, as cleaned: otherwise saving it untouched would count as a
    change.
    """

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        speak_plainly(field, self.label)

    @property
    def data(self):
        """What was sent."""
        return self._cleaned(super().data)

    @cached_property
    def initial(self):
        """What the form began with."""
        return self._cleaned(super().initial)

    @property
    def is_optional(self):
        """Whether it may stay empty for good. A form names in `needed` what it takes without, but has to ask for."""
        return not (self.field.required or self.name in getattr(self.form, "needed", ()))

    @property
    def note(self):
        """What somebody who read the answer says about it: the form has it in `notes`."""
        return getattr(self.form, "notes", {}).get(self.name)

    @property
    def warning(self):
        """What beside the answer keeps it from having an effect: the form has it in `warnings`."""
        return getattr(self.form, "warnings", {}).get(self.name)

    @property
    def most(self):
        """How many characters a long text may have; None for what is no such text."""
        return self.field.max_length if isinstance(self.field.widget, forms.Textarea) else None

    @property
    def is_file_lost(self):
        """Whether a file came, and the browser has to send it again, because the form could not be saved."""
        return self.form.is_bound and bool(self.form.files.get(self.html_name))

    @property
    def anchor(self):
        """The id of its first control, to which links lead."""
        return (self.subwidgets[0].id_for_label if self.use_fieldset and self.subwidgets else "") or self.auto_id

    @property
    def aria_describedby(self):
        """The ids of all that stands beside the control."""
        ids = super().aria_describedby
        parts = {"limit": self.most, "note": self.note, "warning": self.warning, "again": self.is_file_lost}
        if ids is None or self.is_hidden:
            return ids
        return " ".join([*ids.split(), *(f"{self.auto_id}_{name}" for name, is_there in parts.items() if is_there)])

    def build_widget_attrs(self, attrs, widget=None):
        """Tell the longest text as data: `maxlength` makes browsers cut what somebody pastes, without a word.

        What is typed has its own direction, whatever that of the page. An empty field does not repeat its label.
        """
        attrs = super().build_widget_attrs(attrs, widget)
        if str((widget or self.field.widget).attrs.get("placeholder", "")) == str(self.label):
            attrs["placeholder"] = False
        if type(widget or self.field.widget) in {forms.TextInput, forms.Textarea}:
            attrs["dir"] = "auto"
        if most := getattr(self.field, "max_length", None):
            attrs |= {"maxlength": False, "data-most": most}
        return attrs

    def _cleaned(self, value):
        widget = self.field.widget
        if isinstance(widget, forms.PasswordInput) or isinstance(self.field, AddressField):
            return value
        if isinstance(self.field, forms.JSONField):
            return _clean_json(value) if isinstance(value, str) else value
        if widget.attrs.get("autocomplete") == ONE_TIME_CODE:
            clean = cleaning.code
        else:
            clean = cleaning.lines if isinstance(widget, forms.Textarea) else cleaning.one_line
        return cleaning.every_text(value, lambda text: cleaning.shown(clean(text)))


def _clean_json(source):
    """`source` with its texts cleaned; what is no JSON, as it came, for the field to refuse."""
    try:
        value = json.loads(source)
    except ValueError:
        return source
    except RecursionError:
        return ""
    return json.dumps(cleaning.every_text(value, cleaning.one_line), ensure_ascii=False)


def speak_plainly(field, label):
    """Replace Django's own error messages of `field`, called `label`; what a form says itself stays."""
    if isinstance(field, forms.BooleanField):
        return
    stock = {}
    for origin in reversed(type(field).__mro__):
        if origin.__module__.startswith("django."):
            stock |= vars(origin).get("default_error_messages", {})
    for code, message in _plain_messages(field, label).items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = message


def _plain_messages(field, label):
    """Code → message. The named values are those of Django's validators."""
    is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    required = _("Choose an option for “%(label)s”.") if is_choice else _("Enter “%(label)s”.")
    messages = {
        # The label may hold a sign of percentage.
        "required": required % {"label": label},
        "max_length": ngettext_lazy(
            "Shorten this to %(limit_value)d character; it has %(show_value)d.",
            "Shorten this to %(limit_value)d characters; it has %(show_value)d.",
            "limit_value",
        ),
        "max_value": _("Enter a number up to %(limit_value)s."),
        "min_value": _("Enter a number from %(limit_value)s on."),
    }
    if is_choice:
        messages["invalid_choice"] = _("Choose one of the options shown.")
    if isinstance(field, forms.URLField):
        messages["invalid"] = _("Enter a full web address that starts with https://.")
    return messages


class Problem(NamedTuple):
    """What keeps a form from being saved: the id of the control, the label beside it, and what is wrong."""

    anchor: str
    label: str
    text: str


def problems(*parts: forms.BaseForm | BaseFormSet) -> Iterator[Problem]:
    """What is wrong with bound forms and formsets, in the order of the page; of each field its first error.

    A form may have another one that is sent with it and stands elsewhere on the page, as `beside`.
    """
    for part in parts:
        if isinstance(part, BaseFormSet):
            yield from (Problem("", "", text) for text in part.non_form_errors())
            for number, row in enumerate(part, start=1):
                if getattr(row, "cleaned_data", {}).get(DELETION_FIELD_NAME):
                    continue
                for problem in problems(row):
                    label = _("%(label)s (row %(number)d)") % {"label": problem.label, "number": number}
                    yield problem._replace(label=label if problem.label else "")
        else:
            yield from (Problem("", "", text) for text in part.non_field_errors())
            for field in part:
                if field.errors:
                    where = ("", "") if field.is_hidden else (field.anchor, field.label)
                    yield Problem(*where, field.errors[0])
            if beside := getattr(part, "beside", None):
                yield from problems(beside)


class Renderer(TemplatesSetting):
    """Renders with the templates of `templates/forms/`. Django asks it for each form, also those of its own parts."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = CleanField

    def render(self, template_name, context, request=None):
        """Begin a form with a summary of what is wrong with it."""
        if template_name == self.form_template_name:
            context = {**context, "problems": list(problems(context["form"]))}
        return super().render(template_name, context, request)
