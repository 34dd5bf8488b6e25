"""The pages on which authors write their practices, members report adoptions, and both sides answer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.cleaning import one_line
from network.moderation.confirmations import public_title
from network.moderation.editing import EditRecord
from network.moderation.outcomes import link_of_someone_else, outcome_message, status_of
from practices import answering
from practices.adoption_forms import STEPS as ADOPTION_STEPS
from practices.adoption_forms import AnswerForm
from practices.answering import Standing
from practices.forms import STEPS
from practices.models import Adoption, Practice, Voice
from practices.sides import Side


class Edit(EditRecord):
    """A step of one of the reader's own practices; `new` begins one."""

    steps = STEPS

    def get_record(self):
        """The practice named in the address, or the one that the page begins."""
        if "key" not in self.kwargs:
            return self.begun(Practice) or Practice(author=self.request.user, original_language=get_language())
        return get_object_or_404(Practice.objects.by(self.request.user), key=self.kwargs["key"])

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("practice-edit", args=[record.key, slug])


class EditAdoption(EditRecord):
    """A step of one of the reader's own reports; `new` begins one about the practice that the address names."""

    steps = ADOPTION_STEPS

    def get(self, request, step, **kwargs):
        """Lead whoever begins a report without saying of what to the practices."""
        if "key" not in kwargs and (refused := self._refusal()):
            messages.info(request, refused)
            return redirect("practice-list")
        return super().get(request, step, **kwargs)

    def _refusal(self):
        """Why the reader cannot begin a report here, in words."""
        if not self.request.user.is_member:
            return _("Only members of the network can report adoptions. Join the network first.")
        if self._practice_key() is None:
            return _("Open the practice that was adopted elsewhere, then choose “Report an adoption”.")
        return ""

    def _practice_key(self):
        """The key of the practice that the address names, if the reader sees that practice."""
        key = one_line(self.request.GET.get("practice", ""))
        shown = Entry.objects.shown_of(key, Audience.of(self.request.user))
        return key if shown and shown.kind == Practice.KIND else None

    def get_record(self):
        """The report named in the address, or the one that the page begins."""
        reporter = self.request.user
        if "key" in self.kwargs:
            return get_object_or_404(Adoption.objects.by(reporter), key=self.kwargs["key"])
        if begun := self.begun(Adoption):
            return begun
        if self._refusal():
            raise Http404
        practice = get_object_or_404(Practice.objects.published(), key=self._practice_key())
        voice = Voice.ORIGIN if practice.author_id == reporter.pk else ""
        return Adoption(author=reporter, adopted_practice=practice, voice=voice, original_language=get_language())

    def step_address(self, record, slug):
        """Where a step of `record` is."""
        return reverse("adoption-edit", args=[record.key, slug])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """Say with the link of a letter whether a report is right; the link alone changes nothing."""
    question = answering.read_token(token)
    if question is None:
        raise Http404
    if answering.is_for_somebody_else(question, request.user):
        return link_of_someone_else(request)
    standing, form = answering.standing(question), None
    if request.method == "POST" and "hide" in request.POST:
        with outcome_message(request, _("Readers no longer see the name of the institution.")):
            answering.hide_institution(question)
        return redirect(request.path)
    if request.method == "POST" and "forget" in request.POST:
        with outcome_message(request, _("We have deleted your address and will not ask you again.")):
            answering.forget_address(question)
        return redirect(request.path)
    if standing == Standing.WAITS:
        form = AnswerForm(request.POST or None, side=question.side)
        if request.method == "POST" and form.is_valid():
            return _keep(request, question, form.cleaned_data)
    elif request.method == "POST":
        return redirect(request.path)
    return render(
        request, "practices/answer.html", _page_about(question, standing, form), status=status_of(form) if form else 200
    )


def _keep(request, question, answers):
    with outcome_message(request, _("Your answer has been saved.")):
        answering.answer(
            question,
            answers["said"],
            answers["remark"].strip(),
            shows_institution=answers.get("shows_institution", False),
            may_be_asked_again=answers.get("may_be_asked_again", False),
        )
    return redirect(request.path)


def _page_about(question, standing, form):
    """What the page shows: the report only while it is to be answered, and of the practice what everybody may read."""
    adoption, waits = question.adoption, standing == Standing.WAITS
    reads_all = waits and question.side == Side.ORIGIN
    return {
        "question": question,
        "standing": standing,
        "practice": adoption.adopted_practice.title if reads_all else waits and public_title(adoption.adopted_practice),
        "report": answering.report_in_words(question) if waits else [],
        "form": form,
    }
