"""Answering whether a report of an adoption is right, with the link of a letter and without signing in."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.accounts.models import User
from network.moderation import differences
from network.moderation.content import EMPTY
from network.moderation.models import NotPossible, Status, step
from network.moderation.models.status import Gone
from practices.models import Adoption, SideAnswer
from practices.sides import SAID, Answer, Side, text_digest

SALT = "adoption-answer.v1"
# So long the address of whoever agreed to that is kept.
ASKED_AGAIN_WITHIN = timedelta(days=365)


class Standing(models.TextChoices):
    """What becomes of a question."""

    WAITS = "waits"
    ANSWERED = "answered"
    EXPIRED = "expired"
    # The report was changed, withdrawn or decided, or the practice is not published: nobody is told which.
    OVER = "over"


def make_token(question: SideAnswer) -> str:
    """What stands in the link with which `question` is answered."""
    return signing.Signer(salt=SALT).sign(question.key)


def read_token(token: str) -> SideAnswer | None:
    """The question that `token` was made for; None where it is none of ours, or the question is gone."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return SideAnswer.objects.filter(key=key).first()


def is_for_somebody_else(question: SideAnswer, user: User | AnonymousUser) -> bool:
    """Whether `user` is signed in and known to be another one than was asked, for whom the link would speak."""
    adoption = question.adoption
    author = adoption.adopted_practice and adoption.adopted_practice.author_id
    if not user.is_authenticated:
        return False
    return user.pk != author if question.side == Side.ORIGIN else user.pk in {author, adoption.author_id}


def standing(question: SideAnswer) -> Standing:
    """Whether `question` can be answered now, and if not, why."""
    if question.answered_at and not question.is_asked_again:
        return Standing.ANSWERED
    if asked_about(question) is None:
        return Standing.OVER
    if question.expires_at > timezone.now():
        return Standing.WAITS
    return Standing.ANSWERED if question.answered_at else Standing.EXPIRED


def asked_about(question: SideAnswer) -> dict | None:
    """The content that `question` is about, if that is under review or published, and the practice is published."""
    adoption = question.adoption
    if adoption.adopted_practice is None or adoption.adopted_practice.live is None:
        return None
    texts = [adoption.content(SAID)] if adoption.status == Status.SUBMITTED else []
    if adoption.live and not adoption.is_hidden:
        texts.append(adoption.approved_content())
    return next((text for text in texts if text_digest(text) == question.text_digest), None)


def report_in_words(question: SideAnswer) -> list[tuple[str, str]]:
    """What the side is asked about, as pairs of a label and a text; nothing when that is over."""
    content = asked_about(question) or {}
    labels = differences.labels(question.adoption)
    return [
        (labels[name], differences.as_text(Adoption.FIELDS[name], content[name]))
        for name in SAID
        if content.get(name) not in EMPTY
    ]


@step
def answer(
    question: SideAnswer,
    said: str,
    remark: str = "",
    *,
    shows_institution: bool = False,
    may_be_asked_again: bool = False,
) -> None:
    """Note what a side says, once; readers see it at once. Answering twice is answering once.

    The address of the adopting side is deleted, unless it `may_be_asked_again`.

    Raises NotPossible where the question can no longer be answered.
    """
    adoption = Adoption.objects.get(pk=question.adoption_id)
    adoption.lock()
    _read_anew(question)
    if question.answered_at and not question.is_asked_again:
        return
    question.adoption = adoption
    if standing(question) != Standing.WAITS:
        raise NotPossible(_("This report can no longer be answered."))
    question.answer, question.answered_at = said, timezone.now()
    question.remark = remark if said == Answer.DISAGREED else ""
    question.shows_institution = shows_institution and said == Answer.CONFIRMED and question.side == Side.ADOPTER
    question.may_be_asked_again = may_be_asked_again and said != Answer.NOT_ME and question.side == Side.ADOPTER
    question.is_asked_again = False
    question.save()
    # What was agreed with an earlier answer ends with this one.
    adoption.answers.filter(side=question.side).exclude(pk=question.pk).update(may_be_asked_again=False)
    if question.side == Side.ADOPTER and not question.may_be_asked_again:
        Adoption.objects.filter(pk=adoption.pk).update(adopter_address="")
        adoption.adopter_address = ""
    adoption.refresh_entries()


@step
def hide_institution(question: SideAnswer) -> None:
    """Withdraw the agreement to the name of the institution; it leaves every page at once."""
    adoption = Adoption.objects.get(pk=question.adoption_id)
    adoption.lock()
    SideAnswer.objects.filter(pk=question.pk).update(shows_institution=False)
    adoption.refresh_entries()


@step
def forget_address(question: SideAnswer) -> None:
    """Withdraw the agreement to be asked again; the address is deleted."""
    adoption = Adoption.objects.get(pk=question.adoption_id)
    adoption.lock()
    if SideAnswer.objects.filter(pk=question.pk, may_be_asked_again=True).update(may_be_asked_again=False):
        Adoption.objects.filter(pk=adoption.pk).update(adopter_address="")


def _read_anew(question):
    try:
        question.refresh_from_db()
    except SideAnswer.DoesNotExist as error:
        raise Gone(_("This report can no longer be answered.")) from error


def forget_addresses() -> None:
    """Forget the addresses of those who can no longer answer, or need not be asked any more."""
    kept = Adoption.objects.exclude(adopter_address="")
    now = timezone.now()
    of_the_adopter = SideAnswer.objects.filter(adoption=models.OuterRef("pk"), side=Side.ADOPTER)
    needed = of_the_adopter.open().filter(expires_at__gt=now)
    agreed = of_the_adopter.filter(may_be_asked_again=True, answered_at__gt=now - ASKED_AGAIN_WITHIN)
    kept = kept.exclude(status__in=[Status.DRAFT, Status.RETURNED])
    kept.exclude(models.Exists(needed)).exclude(models.Exists(agreed)).update(adopter_address="")
