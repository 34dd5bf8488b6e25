"""How forms look and read everywhere: one template per field, the message beside it, and text cleaned at the door."""

import json

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property

from network import cleaning
from network.addresses import AddressField

# By what browsers, too, know a field for a code (HTML, §4.10.18.7.1).
ONE_TIME_CODE = "one-time-code"


class CleanField(BoundField):
    """A field of a form whose text is clean before anything is made of it. Passwords stay as they were typed.

    So do addresses: without one of its characters an address is somebody else's. What was stored before is compared,
    and shown, as cleaned: otherwise saving it untouched would count as a change.
    """

    @property
    def data(self):
        """What was sent."""
        return self._cleaned(super().data)

    @cached_property
    def initial(self):
        """What the form began with."""
        return self._cleaned(super().initial)

    def _cleaned(self, value):
        widget = self.field.widget
        if isinstance(widget, forms.PasswordInput) or isinstance(self.field, AddressField):
            return value
        if isinstance(self.field, forms.JSONField):
            return _clean_json(value) if isinstance(value, str) else value
        if widget.attrs.get("autocomplete") == ONE_TIME_CODE:
            return cleaning.every_text(value, cleaning.code)
        clean = cleaning.lines if isinstance(widget, forms.Textarea) else cleaning.one_line
        return cleaning.every_text(value, clean)


def _clean_json(source):
    """`source` with its texts cleaned; what is no JSON, as it came, for the field to refuse."""
    try:
        value = json.loads(source)
    except ValueError:
        return source
    except RecursionError:
        return ""
    return json.dumps(cleaning.every_text(value, cleaning.one_line), ensure_ascii=False)


class Renderer(TemplatesSetting):
    """Renders with the templates of `templates/forms/`. Django asks it for each form, also those of its own parts."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = CleanField
