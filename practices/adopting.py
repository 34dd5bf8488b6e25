"""What adoptions add to what all records do; named in `Adoption.HOOKS`."""

from network.catalogue.audiences import Audience
from network.moderation.slugs import give_slug
from network.notices import outbox
from practices.sides import Answer, Side, confirmed, counted, text_digest


def is_beyond_its_practice(adoption, audience, content):
    """Whether the audience does not see the practice either."""
    return adoption.adopted_practice is None or not adoption.adopted_practice.reaches(audience)


def institution_as_agreed(adoption, content, choices):
    """Name the institution only where somebody from it, who confirmed this very text, agreed to it.

    What the reporter takes back of their own word counts at once.
    """
    confirming = adoption.answers.filter(
        side=Side.ADOPTER, answer=Answer.CONFIRMED, shows_institution=True, text_digest=text_digest(content)
    )
    if not adoption.shows_institution:
        confirming = confirming.exclude(user=adoption.author_id)
    return choices if confirming.exists() else {**choices, "institution": Audience.STAFF}


def practice_and_confirmation(adoption):
    """Add what readers know of the practice, and who stands behind the report."""
    practice = adoption.adopted_practice
    about = _facts_of(practice) if practice else {}
    answers = list(adoption.answers.filter(answered_at__isnull=False))

    def facts(card, content, choices):
        state = confirmed(counted(answers, text_digest(content)))
        return {**about, "confirmed": state.value, "confirmed_label": str(state.label)}

    return facts


def _facts_of(practice):
    content = practice.approved_content() if practice.live else practice.content()
    return {
        "practice_key": practice.key,
        "practice_code": practice.code or "",
        "practice_title": content["title"],
        "practice_language": content["original_language"],
        "practice_address": practice.get_absolute_url() if practice.live else "",
        "origins": content["countries"],
        "topics": content["topics"],
        "pillars": content["pillars"],
    }


def give_address(adoption):
    """Give the adoption its readable address."""
    give_slug(adoption, adoption.heading)


def tell_author_of_practice(adoption):
    """Have the author of the practice told that it has travelled, if somebody else reported it."""
    author = adoption.adopted_practice.author
    if author.pk != adoption.author_id:
        outbox.put("practices.adopted", adoption.key, author)


def show_on_practice(adoption):
    """Let the entries of the practice say where it is used now."""
    if adoption.adopted_practice:
        adoption.adopted_practice.lock()
        adoption.adopted_practice.refresh_entries()
