"""What a side proposes, and what it answers weeks and months later."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.exchange.agreements.terms import MOST_PEOPLE, NUMBERS, REQUIRED_WHEN_DONE, Terms
from network.exchange.models import Cost, Evaluation, FollowUp, Stage
from network.moderation.editorial.forms import DateInput

COST = "cost_"


class TermsForm(forms.Form):
    """The terms of one step. Contradictions are said beside the field that most likely has to change."""

    what = forms.CharField(
        label=_("What you agree on"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Content, place and form, in a few sentences. Leave out operational details and names."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput, help_text=_("The same day, if it is one day."))
    people = forms.IntegerField(label=_("Number of people"), required=False, max_value=MOST_PEOPLE)
    women = forms.IntegerField(label=_("Women among them"), required=False, max_value=MOST_PEOPLE)
    days = forms.IntegerField(
        label=_("Number of days"), required=False, help_text=_("Days of work, without travel and rest.")
    )

    def __init__(self, data=None, *, stage: str, terms: Terms):
        super().__init__(data, initial=_initial(terms))
        self.stage, self.before = stage, terms
        for item in Cost.Item:
            self.fields[COST + item] = forms.ChoiceField(
                label=item.label, choices=[("", _("Does not apply")), *Cost.Bearer.choices], required=False
            )
        if stage == Stage.DONE:
            for name, question in REQUIRED_WHEN_DONE.items():
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = question
        else:
            for name in NUMBERS:
                self.fields[name].label = EXPECTED[name]

    @property
    def main_fields(self):
        """All fields but the costs."""
        return [field for field in self if not field.name.startswith(COST)]

    @property
    def cost_fields(self):
        """One field for each item of cost."""
        return [field for field in self if field.name.startswith(COST)]

    def clean(self):
        """Look for what contradicts itself."""
        cleaned = super().clean()
        for name, problem in self.terms.problems(self.stage, timezone.localdate()).items():
            if name not in self.errors:
                self.add_error(name, problem)
        return cleaned

    @property
    def terms(self) -> Terms:
        """What was typed, as far as it can be read."""
        typed = self.cleaned_data
        costs = {item.value: typed[COST + item] for item in Cost.Item if typed.get(COST + item)}
        rest = {name: typed.get(name) for name in ("starts_on", "ends_on", *NUMBERS)}
        return Terms(what=typed.get("what", ""), costs=costs, **rest)


EXPECTED = {
    "people": _("Number of people expected"),
    "women": _("Women among them"),
    "days": _("Number of days expected"),
}


def _initial(terms):
    names = ("what", "starts_on", "ends_on", *NUMBERS)
    return {name: getattr(terms, name) for name in names} | {COST + item: who for item, who in terms.costs.items()}


class EvaluationForm(forms.ModelForm):
    """Four questions. What was learned is asked for; the rest may stay empty but for the last."""

    class Meta:
        model = Evaluation
        fields = ["learned", "will_use", "did_not_work", "again"]
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("learned", "will_use", "did_not_work")},
            "again": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["learned"].required = self.fields["again"].required = True
        self.fields["again"].choices = Evaluation.Again.choices


class FollowUpForm(forms.ModelForm):
    """Two questions."""

    class Meta:
        model = FollowUp
        fields = ["use", "in_use_now"]
        widgets = {"use": forms.RadioSelect, "in_use_now": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["use"].required = True
        self.fields["use"].choices = FollowUp.Use.choices
