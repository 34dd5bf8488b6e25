"""Form fields for the controlled vocabulary: labels in the reader's language, without a query for each."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from network.catalogue import pillars, vocabulary


class _VocabularyIterator(ModelChoiceIterator):
    """Takes the choices from the vocabulary in memory, in the order of their labels."""

    field: "_TermField"

    def __iter__(self) -> Iterator[tuple]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.field.vocabulary_choices()


class _TermField(forms.ModelChoiceField):
    iterator = _VocabularyIterator

    def __init__(self, dimension: str, *, grouped: bool = False, **kwargs: Any):
        self.dimension, self.grouped = dimension, grouped
        model = apps.get_model("catalogue", vocabulary.MODELS[dimension])
        if dimension == "topic":
            kwargs["to_field_name"] = "slug"
        super().__init__(model.objects.all(), **kwargs)

    def vocabulary_choices(self) -> list:
        """All choices in the current language; topics by group and countries by region when `grouped`."""
        if not self.grouped:
            return vocabulary.choices(self.dimension)
        if self.dimension == "topic":
            return vocabulary.grouped_topics()
        return vocabulary.grouped_countries()


class TermField(_TermField):
    """One entry of the vocabulary `dimension`."""


class TermsField(_TermField, forms.ModelMultipleChoiceField):
    """Several entries of the vocabulary `dimension`, as checkboxes."""

    widget = forms.CheckboxSelectMultiple


class PillarsMixin(forms.Form):
    """Asks for the main pillar and for others, and stores both as the ranked list `pillars` of the record."""

    instance: Any  # the forms that it is mixed into are of models with such a list
    ASKS = {"pillars": "main_pillar"}

    main_pillar = forms.TypedChoiceField(
        label=_("Main pillar of the Strategy"),
        choices=pillars.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    other_pillars = forms.TypedMultipleChoiceField(
        label=_("Other pillars"),
        choices=pillars.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if ranked := self.instance.pillars:
            self.initial = {**self.initial, "main_pillar": ranked[0], "other_pillars": ranked[1:]}

    def clean(self) -> dict[str, Any]:
        """Put the main pillar first; say so when others are chosen without one."""
        super().clean()
        cleaned = self.cleaned_data
        main, others = cleaned.get("main_pillar"), cleaned.get("other_pillars") or []
        if others and not main and "main_pillar" not in self.errors:
            self.add_error("main_pillar", _("You chose other pillars but no main pillar. Choose the main one."))
        self.instance.pillars = [main, *(pillar for pillar in others if pillar != main)] if main else []
        return cleaned
