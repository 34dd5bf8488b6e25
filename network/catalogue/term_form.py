"""The form in which staff edit a term: a name, and of some other words, in each language, one field each."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network import cleaning
from network.catalogue import pillars, vocabulary
from network.catalogue.models import AlsoCalled
from network.languages import Language

LONGEST_NAME = 200
LONGEST_SYNONYM = 100
MOST_SYNONYMS = 50
# English first: names in other languages are made from it.
LANGUAGES = [Language.ENGLISH, *(language for language in Language if language != Language.ENGLISH)]


class SynonymsField(forms.CharField):
    """Words, one a line; a list without empty lines and repetitions."""

    widget = AdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        """The words as lines; what was typed, as it is."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The words, each short enough to be searched for."""
        lines = (cleaning.one_line(line).strip() for line in super().clean(value).splitlines())
        words = list(dict.fromkeys(filter(None, lines)))
        if len(words) > MOST_SYNONYMS:
            message = ngettext("Enter up to %(most)d line.", "Enter up to %(most)d lines.", MOST_SYNONYMS)
            raise forms.ValidationError(message % {"most": MOST_SYNONYMS})
        for word in words:
            if len(word) > LONGEST_SYNONYM:
                message = gettext("Shorten “%(word)s”: a line may have up to %(most)d characters.")
                raise forms.ValidationError(message % {"word": word, "most": LONGEST_SYNONYM})
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other words were sent; empty lines are none."""
        try:
            return self.clean(data) != (initial or [])
        except forms.ValidationError:
            return True


def name_of(part: str, language: Language) -> str:
    """The name of the field for `part` ("labels" or "synonyms") in `language`."""
    return f"{part}_{language.value}".replace("-", "_")


def parts_of(model: type[Model]) -> list[str]:
    """The columns of `model` that have something in each language."""
    return ["labels", "synonyms"] if issubclass(model, AlsoCalled) else ["labels"]


class TermForm(forms.ModelForm):
    """A term. What staff change stays when the data files are loaded again, and the field says so."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._parts = parts_of(type(self.instance))
        for language in LANGUAGES:
            script = {"lang": language.value, "dir": "rtl" if language == Language.ARABIC else "ltr"}
            name = forms.CharField(
                label=_("Name"), max_length=LONGEST_NAME, widget=AdminTextInputWidget(attrs={**script, "size": 60})
            )
            words = SynonymsField(
                label=_("Other words for it"),
                required=False,
                widget=AdminTextareaWidget(attrs={**script, "rows": 6}),
                help_text=_("Words that people search for, one a line. They are never shown."),
            )
            for part, field in zip(self._parts, (name, words), strict=False):
                self.fields[name_of(part, language)] = field
                self._show(part, language, field)

    def _show(self, part, language, field):
        """Begin `field` with what is stored, and say so where that is not what came with the portal."""
        stored = getattr(self.instance, part).get(language)
        loaded = self.instance.loaded.get(part, {}).get(language)
        self.initial[name_of(part, language)] = stored
        if stored != loaded:
            said = " · ".join([loaded] if isinstance(loaded, str) else loaded or ["–"])
            field.help_text = format_html(
                "{} {} <bdi>{}</bdi>",
                field.help_text,
                _("Edited by staff, so updates of the portal do not change this. The portal came with:"),
                said,
            )

    @property
    def has_new_names(self) -> bool:
        """Whether it is called, or searched for, otherwise than before."""
        names = {name_of(part, language) for part in self._parts for language in LANGUAGES}
        return not names.isdisjoint(self.changed_data)

    def clean(self) -> dict[str, Any]:
        """Put the names and words together as the term keeps them; of no other language is anything lost.

        Readers choose among names, so no two terms of a list have the same one.
        """
        super().clean()
        for language in LANGUAGES:
            field = name_of("labels", language)
            name = self.cleaned_data.get(field, "").casefold()
            if name and field in self.changed_data and name in self._others(language):
                self.add_error(field, _("This name is in the list already. Enter a different one."))
        for part in self._parts:
            fields = {language.value: name_of(part, language) for language in LANGUAGES}
            typed = {code: self.cleaned_data[name] for code, name in fields.items() if name in self.cleaned_data}
            names = {**getattr(self.instance, part), **typed}
            setattr(self.instance, part, {language: name for language, name in names.items() if name})
        return self.cleaned_data

    def _others(self, language):
        """The names of all other terms of its list in `language`."""
        terms = vocabulary.terms(vocabulary.dimension_of(type(self.instance))).values()
        return {term.labels.get(language, "").casefold() for term in terms if term.code != self.instance.code}


class TopicForm(TermForm):
    """A topic, with the pillars that it belongs to."""

    pillars = forms.TypedMultipleChoiceField(
        label=_("pillars"), coerce=int, choices=pillars.choices, widget=forms.CheckboxSelectMultiple
    )
