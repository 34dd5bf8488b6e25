"""Form fields for the controlled vocabulary: labels in the reader's language, without a query for each."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from network.catalogue import pillars, vocabulary
from network.catalogue.folding import plain
from network.cleaning import one_line


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


class TermChoices(forms.CheckboxSelectMultiple):
    """Terms to tick. Long lists are found in by the words that search knows, of which people may see the label only.

    A page that is shown again as it was typed, when its button `find` is pressed, may have `is_findable` set: a script
    finds without it. What is ticked is always there.
    """

    template_name = "forms/choices.html"
    LONG = 12
    is_findable = False
    asked = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What is ticked; and note what somebody wants to find."""
        self.asked = one_line(data.get(f"find-{name}", ""))[:100]
        return super().value_from_datadict(data, files, name)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A choice with the words under which it is found."""
        option = super().create_option(name, value, *args, **kwargs)
        iterator: Any = self.choices
        words = vocabulary.search_words(iterator.field.dimension, str(value))
        option["attrs"]["data-names"] = words
        option["is_found"] = option["selected"] or _has(plain(words), plain(self.asked))
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the choices that were asked for."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        is_long = sum(len(options) for _group, options, _index in groups) >= self.LONG
        found = [(group, [one for one in options if one["is_found"]], index) for group, options, index in groups]
        context["widget"] |= {
            "optgroups": [part for part in found if part[1]],
            "is_findable": self.is_findable and is_long,
            "asked": self.asked,
        }
        return context


def _has(words, asked):
    return all(part in words for part in asked.split())


class TermsField(_TermField, forms.ModelMultipleChoiceField):
    """Several entries of the vocabulary `dimension`, as checkboxes."""

    widget = TermChoices


class TopicsMixin(forms.Form):
    """Asks for the topics of a record, which readers and searches find it by."""

    MOST_TOPICS = 6

    topics = TermsField(
        "topic", grouped=True, required=False, label=_("Topics"), help_text=_("Choose up to six topics that fit best.")
    )

    def clean_topics(self) -> Any:
        """Refuse more topics than help a reader."""
        topics = self.cleaned_data["topics"]
        if len(topics) > self.MOST_TOPICS:
            raise forms.ValidationError(_("You chose more than six topics. Keep the six that fit best."))
        return topics


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
