"""Reports of adoptions in the states that tests need, and the links with which their sides answer."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from practices import answering
from practices.models import SideAnswer
from practices.sides import Answer, Side
from tests.factories import AdoptionFactory
from tests.letters import deliver

ADDRESS = "adopting.side@example.org"


def reported(**fields):
    """A report under review for which both sides are asked."""
    return AdoptionFactory.submitted(adopter_address=ADDRESS, **fields)


def question(adoption, side):
    """What `side` is asked, or has answered."""
    return SideAnswer.objects.get(adoption=adoption, side=side)


def link(adoption, side):
    """The address in the letter to `side`."""
    return reverse("adoption-answer", args=[answering.make_token(question(adoption, side))])


def say(adoption, side, said=Answer.CONFIRMED, remark="", **more):
    """Have `side` answer."""
    answering.answer(question(adoption, side), said, remark, **more)


def late(adoption):
    """Let the time be over for which the desk waits."""
    SideAnswer.objects.filter(adoption=adoption).update(deadline=timezone.now() - timedelta(hours=1))
    return adoption


def confirmed(**fields):
    """A report that both sides confirmed."""
    adoption = reported(**fields)
    for side in Side:
        say(adoption, side, shows_institution=True)
    return adoption


def questions():
    """The letters that have left in which a side is asked."""
    return [letter for letter in deliver() if "report" in letter.subject]
