"""Who the two sides of an answer are: what stands for them before both said yes, and who they are after that.

Nothing else in this room reads a profile. `joined` is the one way from an answer to a person.
"""

import base64
from typing import Any, NamedTuple

from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from experts.models import Profile
from network.accounts.models import User
from network.catalogue import small_numbers, vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.cards import Card
from network.catalogue.models import Entry
from network.exchange.models import Answer, Opportunity, Side
from network.phrasing import listed

# So many profiles in the directory have all that is told of somebody, so that its filters find no single one.
FEWEST = small_numbers.SMALLEST
MARK_LENGTH = 6
# What a card tells of what the two have in common, with the dimension of its codes.
IN_COMMON = {"topics": "topic", "topics_needed": "topic", "languages": "language", "modalities": "modality"}
# What is told first, with the dimension by which profiles are filed; what is not filed is not told.
FILED = {
    "topics": "topic",
    "topics_needed": "need",
    "region": "region",
    "languages": "language",
    "modalities": "modality",
}


class Person(NamedTuple):
    """One side, to the other: its name and the address of its profile as members see them now; for whom it acts."""

    name: str
    address: str
    institution: str


class Sides(NamedTuple):
    """The two people, for staff who may know them."""

    author: User | None
    member: User | None


class Facts(NamedTuple):
    """What is told of somebody without a name, in the current language: about them, and what fits."""

    about: list[str]
    in_common: list[str]


def joined(answer: Answer, user: User) -> Person | None:
    """Who stands opposite `user`; None unless both said yes, which the database is asked at this moment."""
    found = Answer.objects.agreed().of(user).select_related("opportunity__live").filter(pk=answer.pk).first()
    if found is None:
        return None
    if found.side_of(user) == Side.AUTHOR:
        return _person(found.profile, found.institution)
    return _person(found.author_profile, _institution_behind(found.opportunity))


def same_institution(answer: Answer, user: User) -> bool:
    """Whether both sides act for an institution of the same name; never before both said yes."""
    if joined(answer, user) is None:
        return False
    names = {name.strip().casefold() for name in (answer.institution, _institution_behind(answer.opportunity))}
    return len(names) == 1 and names != {""}


def asked_by(user: User, answers: list[Answer]) -> dict[int, Person]:
    """By number of the answer, whom `user` asked, so that they know which is which: they named them themselves."""
    keys = {answer.pk: answer.profile for answer in answers if answer.is_asked and answer.author_id == user.pk}
    known = Entry.objects.shown_by_record(keys.values(), Audience.MEMBERS)
    return {number: Person(known[key].title, known[key].address, "") for number, key in keys.items() if key in known}


def sides(answer: Answer) -> Sides:
    """Both people, for `disclose` only."""
    return Sides(answer.author, answer.member)


def profile_of(user: User) -> Profile | None:
    """The approved profile of `user`, perhaps hidden at present."""
    return Profile.objects.published().filter(user=user).first()


def profile_with(key: str) -> Profile | None:
    """The approved profile with `key`, of somebody who can sign in."""
    return Profile.objects.published().filter(key=key, user__is_active=True).select_related("user", "live").first()


def mark(opportunity: Opportunity, member: User) -> str:
    """What stands for `member` beside this offer or request, and beside no other."""
    about = f"{opportunity.pk}:{opportunity.author_id}:{member.pk}"
    digest = salted_hmac("exchange.mark.v1", about, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:MARK_LENGTH]


def card_without_identity(profile: Profile | None, opportunity: Card) -> dict[str, Any]:
    """What is told of the owner of `profile` before both said yes, as codes: only what stands here and members see.

    Topics, languages and forms of cooperation are those of `opportunity` alone; of the place no more than the region.
    """
    card = profile.card(Audience.MEMBERS) if profile else None
    if card is None:
        return {}
    facts = {
        "topics": _shared([item["code"] for item in card.expertise], opportunity, "topics"),
        "topics_needed": _shared(card.get("topics_needed", ()), opportunity, "topics"),
        "languages": _shared([skill["code"] for skill in card.get("languages", ())], opportunity, "languages"),
        "modalities": _shared([offer["code"] for offer in card.get("offers", ())], opportunity, "modalities"),
        "region": _region(card.get("duty_country")),
    }
    return _of_many(facts)


def described(card: dict[str, Any]) -> Facts:
    """What `card_without_identity` tells, in words."""
    about = [vocabulary.label("region", code) for code in card.get("region", ())]
    return Facts(about, [_phrase(name, codes) for name in IN_COMMON if (codes := card.get(name))])


def _person(profile, institution):
    entry = Entry.objects.shown_of(profile, Audience.MEMBERS)
    if entry is None:
        return Person(_("A member of the network"), "", institution)
    return Person(entry.title, entry.address, institution)


def _institution_behind(opportunity):
    """On whose behalf it was made, as far as the author shows that to members once nothing is blind any more."""
    if opportunity is None or opportunity.live is None:
        return ""
    content, choices = opportunity.in_force()
    return content["institution"] if opportunity.level(choices, "institution") >= Audience.MEMBERS else ""


def _phrase(name, codes):
    values = listed(vocabulary.label(IN_COMMON[name], code) for code in codes)
    match name:
        case "topics":
            return _("Works on %(topics)s") % {"topics": values}
        case "topics_needed":
            return _("Wants to learn about %(topics)s") % {"topics": values}
        case "languages":
            return _("Speaks %(languages)s") % {"languages": values}
    return _("Offers %(modalities)s") % {"modalities": values}


def _shared(codes, opportunity, name):
    wanted = set(opportunity.get(name) or ())
    return [code for code in codes if code in wanted]


def _region(country):
    known = vocabulary.terms("country").get(country)
    return [known.parent] if known and known.parent else []


def _of_many(facts):
    """The part of `facts` that enough profiles, as members find them, have all together; what fits comes first."""
    told, shown = {}, []
    for name, dimension in FILED.items():
        for code in facts[name]:
            if _are_many([*shown, f"{dimension}:{code}"]):
                shown.append(f"{dimension}:{code}")
                told.setdefault(name, []).append(code)
    return told


def _are_many(facets):
    profiles = Entry.objects.filter(kind=Profile.KIND, audience=Audience.MEMBERS, language=get_language())
    return profiles.filter(facets__contains=facets)[:FEWEST].count() == FEWEST
