"""Writing a record in steps, each saved when it is left."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import View

from network.accounts.models import User
from network.files.limits import files_within_limits
from network.forms import problems
from network.moderation import beginning, comparing
from network.moderation.forms import RecordForm
from network.moderation.models import NotPossible, Record, hold
from network.moderation.rows import Rows

REVIEW = "review"


@dataclass(frozen=True)
class Step:
    """One page of the form: address, heading, what it is about, form, and perhaps child rows with their heading."""

    slug: str
    label: str | Promise
    lead: str | Promise
    form: type[RecordForm]
    formset: type[Rows] | None = None
    rows: str | Promise = ""


class EditRecord(LoginRequiredMixin, View):
    """Shows and saves one step of the author's own record. A kind sets `steps` and says which record is meant."""

    steps: tuple[Step, ...] | list[Step] = ()
    template_name = "moderation/edit.html"
    review_template_name = "moderation/review.html"

    def get_record(self) -> Record:
        """The record to edit, perhaps a new one not stored yet. Raises Http404 when it is not the reader's."""
        raise NotImplementedError

    def get_locked_record(self) -> Record:
        """The record, held to the end of the transaction. Raises NotPossible when somebody else holds it."""
        record = self.get_record()
        if record.pk is None:
            # Of two first steps at once, as by a double click, the second edits what the first began.
            hold(User.objects.filter(pk=self.request.user.pk), attempts=3)
            record = self.get_record()
        if record.pk:
            record.lock()
        return record

    def begun(self, model: type[Record]) -> Record | None:
        """The `model` record that this page began, if it was sent before."""
        return beginning.begun(model, cast(User, self.request.user), self.request.POST.get("begins", ""))

    def step_address(self, record: Record, slug: str) -> str:
        """The address of step `slug` of `record`."""
        raise NotImplementedError

    def get(self, request: HttpRequest, step: str, **kwargs: Any) -> HttpResponse:
        """Show a step, or the review of all."""
        record = self.get_record()
        if step == REVIEW:
            return self._show_review(record)
        found = self._find(step)
        return self._show(record, found, *self._forms(record, found))

    def post(self, request: HttpRequest, step: str, **kwargs: Any) -> HttpResponse:
        """Save a step and go on to the next; or submit. What cannot be saved is shown again as it was typed."""
        try:
            record = self.get_locked_record()
        except NotPossible as reason:
            messages.error(request, str(reason))
            return self._show_again(self.get_record(), step)
        if step == REVIEW:
            return self._submit(record)
        found = self._find(step)
        form, formset = self._forms(record, found, request.POST, files_within_limits(request))
        is_valid = form.is_valid() and (formset is None or formset.is_valid())
        is_form_new = record.pk is None or not (is_valid and form.is_as_stored())
        are_rows_new = formset is not None and not (is_valid and formset.is_as_stored())
        if form.is_stale and (is_form_new or are_rows_new):
            form.refuse_stale()
            return self._show(record, found, form, formset, status=409, saved=self._saved(found, form, formset))
        if not is_valid:
            return self._show(record, found, form, formset, status=422)
        record = form.save()
        if formset is not None and are_rows_new:
            formset.instance = record
            formset.save()
        self.after_step(record, found)
        if is_form_new or are_rows_new:
            record.touch()
        following = found.slug if "stay" in request.POST else self._next(found)
        return redirect(self.step_address(record, following))

    def _show_again(self, record, step):
        """What was typed, where it could not be saved."""
        if step == REVIEW:
            return self._show_review(record, status=409)
        found = self._find(step)
        return self._show(record, found, *self._forms(record, found, self.request.POST), status=409)

    def after_step(self, record: Record, step: Step) -> None:
        """What else follows from a saved step."""

    def _find(self, slug: str) -> Step:
        for step in self.steps:
            if step.slug == slug:
                return step
        raise Http404

    def _next(self, step):
        slugs = [step.slug for step in self.steps] + [REVIEW]
        return slugs[slugs.index(step.slug) + 1]

    def _forms(self, record: Record, step: Step, data=None, files=None) -> tuple[RecordForm, Rows | None]:
        form = step.form(data, files, instance=record)
        formset = step.formset(data, files, instance=record) if step.formset else None
        return form, formset

    def _context(self, record, current):
        trail = [(step.slug, step.label) for step in self.steps] + [(REVIEW, _("Check and submit"))]
        return {
            "record": record,
            "steps": [
                {
                    "slug": slug,
                    "label": label,
                    "address": self.step_address(record, slug) if record.pk else None,
                    "is_current": slug == current,
                }
                for slug, label in trail
            ],
        }

    def _saved(self, step, form, formset):
        """What is saved where the bound `form` and `formset` say something else."""
        stored_form, stored_rows = self._forms(self.get_record(), step)
        saved = comparing.saved(form, stored_form)
        return saved + comparing.saved_rows(step.rows, formset, stored_rows) if stored_rows else saved

    def _show(self, record, step, form, formset, status=200, saved=()):
        context = {
            **self._context(record, step.slug),
            "step": step,
            "form": form,
            "formset": formset,
            "problems": list(problems(form, formset) if formset is not None else problems(form)),
            "saved": saved,
        }
        return render(self.request, self.template_name, context, status=status)

    def _show_review(self, record, status=200):
        if record.pk is None:
            raise Http404
        context = {**self._context(record, REVIEW), "missing": record.missing(), "decision": record.last_decision}
        return render(self.request, self.review_template_name, context, status=status)

    def _submit(self, record):
        try:
            record.submit()
        except NotPossible as reason:
            messages.error(self.request, str(reason))
            return self._show_review(record, status=422)
        messages.success(self.request, _("Thank you. A moderator will read it; we will write to you."))
        return redirect(reverse("dashboard"))
