"""What practices add to what all records do; named in `Practice.HOOKS`."""

from django.db import connection
from django.utils import timezone

from experts.models import Profile
from network.moderation.slugs import give_slug

# Any number: practices that are given their code at the same time wait for each other here.
CODE_LOCK = 20_260_042


def is_beyond_reach(practice, audience, content):
    """Whether the audience is wider than its author, or the approved version, allows."""
    return audience > min(practice.reach, content["reach"])


def code_and_sections(practice):
    """Add the code, and the texts that are there with their names and headings."""

    def facts(card, content, choices):
        texts = ((name, practice.field_label(name), card.get(name, "")) for name in practice.SECTIONS)
        return {"code": practice.code or "", "sections": [section for section in texts if section[2]]}

    return facts


def where_it_is_adopted(practice):
    """Add the countries of the published adoptions that the audience sees."""
    adoptions = list(practice.adoptions.published())

    def facts(card, content, choices):
        shown = (adoption for adoption in adoptions if adoption.reaches(card.audience))
        return {"adopted_in": sorted({adoption.live.content["country"] for adoption in shown})}

    return facts


def show_adoptions(practice):
    """Let the entries of its adoptions follow: nobody sees one who does not see the practice."""
    for adoption in practice.adoptions.published():
        adoption.lock()
        adoption.refresh_entries()


def give_code_and_address(practice):
    """Give the practice its readable address and its code, GP-<year>-<number>."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CODE_LOCK])
    others, year = type(practice).objects, timezone.now().year
    last = others.filter(code__startswith=f"GP-{year}-").order_by("-code").first()
    practice.code = f"GP-{year}-{int(last.code[8:]) + 1 if last else 1:04d}"
    give_slug(practice, practice.title, practice.code[3:])


def state_interests_of_author(practice):
    """What its author contributes is part of what they offer."""
    if profile := Profile.objects.published().filter(user=practice.author).first():
        profile.state_interests()
