"""Writing a record in steps, each saved when it is left."""

import logging
from itertools import pairwise
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from network.accounts.models import User
from network.catalogue import kinds
from network.files.limits import files_within_limits
from network.forms import problems
from network.keys import new_key
from network.moderation import beginning, comparing, unsaved
from network.moderation.answers import Step, digest_of, sections
from network.moderation.models import NotPossible, Record, hold

logger = logging.getLogger(__name__)

# What odd answers, kept under an older form, may cause; a database that is away is no reason to drop a text.
UNREADABLE = (ArithmeticError, AttributeError, DataError, LookupError, TypeError, ValueError)
# The pages beside the steps: the list of steps, and all answers before submission.
START, REVIEW = "start", "review"


class EditRecord(LoginRequiredMixin, View):
    """Shows and saves one step of the author's own record. A kind sets `steps` and says which record is meant."""

    steps: tuple[Step, ...] | list[Step] = ()
    # Whether its steps have addresses before it is stored, because nobody has two.
    is_the_only_one = False

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
        """Show a step, the list of all steps, or all answers."""
        record = self.get_record()
        if step == START:
            return self._show_start(record)
        if step == REVIEW:
            return self._show_review(record)
        found = self._find(step)
        form, formset = found.forms(instance=record, one_more="add" in request.GET)
        form.initial["read_digest"] = digest_of(form, formset)
        if kept := unsaved.find(self._author, record, step):
            return self._show_unsaved_or_drop(record, found, kept, form.initial)
        return self._show(record, found, form, formset)

    def post(self, request: HttpRequest, step: str, **kwargs: Any) -> HttpResponse:
        """Save a step and go on to the next; or submit. What cannot be saved is shown again as it was typed.

        A page also sends by itself what is typed, to be kept and not saved.
        """
        if unsaved.KEEP in request.POST:
            return self._keep(self.get_record(), self._find(step))
        if "discard" in request.POST:
            return self._discard(self.get_record(), self._find(step))
        if self._is_finding(request.POST):
            return self.show_typed(step, request.POST)
        try:
            record = self.get_locked_record()
            if request.FILES:
                # All that somebody keeps is counted together, whichever record it belongs to.
                hold(User.objects.filter(pk=cast(User, request.user).pk), attempts=3)
        except NotPossible as reason:
            messages.error(request, str(reason))
            return self._show_again(self.get_record(), step)
        if step == REVIEW:
            return self._submit(record)
        found = self._find(step)
        form, formset = found.forms(request.POST, files_within_limits(request), instance=record)
        is_savable = form.is_valid() and (formset is None or formset.is_savable())
        is_form_new = record.pk is None or not (is_savable and form.is_as_stored())
        are_rows_new = formset is not None and not (is_savable and formset.is_as_stored())
        if self._is_stale(form, found) and (is_form_new or are_rows_new):
            form.refuse_stale()
            return self._show(record, found, form, formset, status=409, saved=self._saved(found, form, formset))
        if not is_savable:
            return self._show(record, found, form, formset, status=422)
        record = form.save()
        if formset is not None and are_rows_new:
            formset.instance = record
            formset.save()
        self.after_step(record, found)
        if is_form_new or are_rows_new:
            record.touch()
        unsaved.forget(self._author, record.key, step, request.POST)
        if formset is not None and formset.halves:
            return self._keep_halves(record, found, form, formset)
        if "later" in request.POST:
            # Whoever goes on sees the next step; whoever leaves is told that it is safe to.
            saved = _("“%(record)s” has been saved.") % {"record": record.heading or kinds.get(record.KIND).singular}
            messages.success(request, saved)
        return redirect(self._address_after(record, found))

    @property
    def _author(self) -> User:
        return cast(User, self.request.user)

    def _is_finding(self, sent):
        """Whether somebody looks for a choice, by the button or, having typed a word, with the Enter key."""
        return "find" in sent or ("enter" in sent and any(sent[name] for name in sent if name.startswith("find-")))

    def _is_stale(self, form, step):
        """Whether something of this step was saved after the page was made that the bound `form` came from."""
        read = form.data.get("read_digest")
        return form.is_stale and read != digest_of(*step.forms(instance=self.get_record()))

    def _keep(self, record, step):
        """Keep what was sent, without a look at it. Whoever asks is a script that says what came of it."""
        form, rows = step.forms(self.request.POST, instance=record)
        key = record.key if record.pk else beginning.free_key(self.request.POST.get("begins", ""), self._author.pk)
        form.is_valid()
        if key is None or self._is_stale(form, step):
            return JsonResponse({}, status=409)
        answers = unsaved.answers_to(form, rows, self.request.POST)
        try:
            times = unsaved.keep(self._author, record.KIND, key, step.slug, answers, self.request.POST)
        except unsaved.NotKept:
            return JsonResponse({}, status=409)
        return JsonResponse({unsaved.TIMES: times})

    def _keep_halves(self, record, step, form, formset):
        """Keep the rows in which answers are missing beside what was saved, and lead to them."""
        stored_form, stored_rows = step.forms(instance=record)
        answers = unsaved.answers_beside(stored_form, stored_rows, formset.halves, self.request.POST)
        try:
            unsaved.keep(self._author, record.KIND, record.key, step.slug, answers, self.request.POST)
        except unsaved.NotKept:
            return self._show(record, step, form, formset, status=422)
        kept = _("This step is saved, except the rows in which an answer is missing. Complete or remove these rows.")
        messages.warning(self.request, kept)
        if "later" in self.request.POST:
            return redirect(self._address_after(record, step))
        return redirect(f"{self.step_address(record, step.slug)}{'?review=1' if REVIEW in self.request.GET else ''}")

    def _discard(self, record, step):
        if kept := unsaved.find(self._author, record, step.slug):
            kept.delete()
        return redirect(self.request.get_full_path())

    def _show_unsaved_or_drop(self, record, step, kept, stored):
        """What was kept. What cannot be shown is dropped, because nobody could reach the button that discards it."""
        try:
            with transaction.atomic():
                return self._show_unsaved(record, step, kept, stored)
        except UNREADABLE:
            logger.exception("Unsaved text could not be shown.")
            return self._discard(record, step)

    def _show_unsaved(self, record, step, kept, stored):
        """What was typed and not saved. It is as new as what is stored, if nothing of the step was saved since."""
        sent = kept.as_sent()
        if sent.get("read_digest") == stored["read_digest"]:
            sent["read_edits"] = str(record.edits)
        form, formset = step.forms(sent, instance=record)
        return self._show(record, step, form, formset, kept=kept)

    def _show_again(self, record, step):
        """What was typed, where it could not be saved."""
        if step == REVIEW:
            return self._show_review(record, status=409)
        found = self._find(step)
        return self._show(record, found, *found.forms(self.request.POST, instance=record), status=409)

    def show_typed(self, slug: str, typed: QueryDict) -> HttpResponse:
        """The page of the step `slug` with what somebody `typed`, which stays unsaved."""
        record, step = self.get_record(), self._find(slug)
        return self._show(record, step, *step.forms(typed, instance=record))

    def after_step(self, record: Record, step: Step) -> None:
        """What else follows from a saved step."""

    def _find(self, slug: str) -> Step:
        for step in self.steps:
            if step.slug == slug:
                return step
        raise Http404

    def _address_after(self, record, step):
        """Where the reader goes on after saving `step`: as the button says, or where they came from."""
        if "add" in self.request.POST and step.formset is None:
            return self.step_address(record, step.slug)
        if "add" in self.request.POST:
            _form, rows = step.forms(instance=record, one_more=True)
            return f"{self.step_address(record, step.slug)}?add=1#{rows.forms[-1].visible_fields()[0].anchor}"
        if "later" in self.request.POST:
            return self.step_address(record, START)
        following = dict(pairwise([*(each.slug for each in self.steps), REVIEW]))[step.slug]
        return self.step_address(record, REVIEW if REVIEW in self.request.GET else following)

    def _context(self, record, current=None):
        has_addresses = record.pk or self.is_the_only_one
        trail = [
            {
                "slug": step.slug,
                "label": step.label,
                "address": self.step_address(record, step.slug) if has_addresses else None,
                "is_current": step is current,
            }
            for step in self.steps
        ]
        return {
            "record": record,
            "kind": kinds.get(record.KIND),
            "steps": trail,
            "start_address": self.step_address(record, START) if has_addresses else None,
            "review_address": self.step_address(record, REVIEW) if record.pk else None,
        }

    def _saved(self, step, form, formset):
        """What is saved where the bound `form` and `formset` say something else."""
        stored_form, stored_rows = step.forms(instance=self.get_record())
        saved = comparing.saved(form, stored_form)
        return saved + comparing.saved_rows(step.rows, formset, stored_rows) if stored_rows else saved

    def _show(self, record, step, form, formset, status=200, saved=(), kept=None):
        parts = [form] if formset is None else [form, formset]
        form.notes = form.by_field(record.notes)
        context = {
            **self._context(record, step),
            "step": step,
            "number": self.steps.index(step) + 1,
            "form": form,
            "formset": formset,
            "are_rows_needed": formset is not None and formset.prefix in form.needed,
            "rows_note": form.notes.get(formset.prefix) if formset is not None else None,
            "problems": list(problems(*parts)),
            "saved": saved,
            "kept": kept,
            "kept_times": kept.times if kept else self.request.POST.get(unsaved.TIMES, "0"),
            "window": unsaved.window_of(self.request.POST) or new_key(),
        }
        return render(self.request, "moderation/edit.html", context, status=status)

    def _show_start(self, record):
        if record.pk is None and not self.is_the_only_one:
            raise Http404
        return render(self.request, "moderation/start.html", self._context_of_all(record))

    def _show_review(self, record, status=200):
        if record.pk is None:
            raise Http404
        return render(self.request, "moderation/review.html", self._context_of_all(record), status=status)

    def _context_of_all(self, record):
        context = self._context(record)
        found = sections(record, self.steps)
        for part, section in zip(context["steps"], found, strict=True):
            part["section"] = section
        kept = unsaved.steps(self._author, record.key)
        return {
            **context,
            "missing": [answer for section in found for answer in section.missing],
            "unsaved": [part for part in context["steps"] if part["slug"] in kept],
            "decision": record.last_decision if record.pk else None,
        }

    def _submit(self, record):
        if unsaved.steps(self._author, record.key):
            return self._show_review(record, status=409)
        try:
            record.submit()
        except NotPossible as reason:
            messages.error(self.request, str(reason))
            return self._show_review(record, status=422)
        done = _("“%(record)s” has been submitted for review. We will email you the decision.")
        messages.success(self.request, done % {"record": record})
        return redirect(reverse("dashboard"))
