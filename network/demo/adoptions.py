"""Adoptions of the demonstration: real ones as their sources report them, and invented ones that wait at the desk."""

from django.utils import timezone

from network.accounts.models import User
from practices import answering
from practices.models import Adoption, Practice
from practices.sides import Answer, Side

# What the adopting side has said, by the state that the file names.
SAID = {"confirmed": Answer.CONFIRMED, "disputed": Answer.DISAGREED}


def load_adoption(key: str, given: dict, practice_key: str, moderator: User) -> None:
    """One report, in the state that the file says."""
    if Adoption.objects.filter(key=key).exists():
        return
    beside = {"practice", "reporter", "status", "country", "institution_kind", "remark"}
    adoption = Adoption(
        key=key,
        author=User.objects.get(email=given["reporter"]),
        adopted_practice=Practice.objects.get(key=practice_key),
        country_id=given["country"],
        institution_kind_id=given["institution_kind"],
        licence_accepted_at=timezone.now(),
        **{name: value for name, value in given.items() if name not in beside},
    )
    adoption.save()
    if given["status"] == "draft":
        return
    adoption.submit()
    if said := SAID.get(given["status"]):
        answering.answer(adoption.answers.get(side=Side.ADOPTER), said, given.get("remark", ""))
        answering.answer(adoption.answers.get(side=Side.ORIGIN), Answer.CONFIRMED)
    if given["status"] == "published":
        # Neither side of what is compiled from sources was asked.
        adoption.answers.all().delete()
        adoption.approve(moderator, adoption.edits)
