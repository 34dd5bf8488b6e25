"""How an expert is listed. Everything comes from the card, so what it hides cannot be searched for."""

from django.utils.translation import gettext as _

from network.catalogue import vocabulary
from network.catalogue.audiences import Audience
from network.catalogue.index import Listing, place_facets, place_note
from network.phrasing import listed

FOUND_BY = ("role_name", "organization", "position", "summary", "target_groups")


def listing(card) -> Listing:
    """Return the listing of an expert's `card` in the current language."""
    duty_country = card.get("duty_country")
    languages = [skill["code"] for skill in card.get("languages", ())]
    own_script = (card.get("name") or {}).get("own_script", "")
    institution_kind = card.get("institution_kind")
    return Listing(
        title=card.display_name,
        summary=card.get("headline", ""),
        address=card.address,
        text_language=card.original_language,
        initials=card.initials,
        body=" ".join([own_script, *(card.get(name) or "" for name in FOUND_BY)]),
        occurs_at=card.published_at,
        notes=(place_note([duty_country] if duty_country else []), spoken(languages)),
        facets={
            "pillar": card.pillars,
            "topic": [item["code"] for item in card.expertise],
            **place_facets(sorted({duty_country, *card.get("countries", ())} - {None})),
            "language": languages,
            "modality": [offer["code"] for offer in card.get("offers", ())],
            "institution": [institution_kind] if institution_kind else [],
            "need": card.get("topics_needed", ()),
            "needed-modality": card.get("modalities_needed", ()),
        },
        may_be_crawled=card.may_be_crawled and card.audience == Audience.PUBLIC,
    )


def spoken(languages) -> str:
    """The note about `languages` (codes), or nothing."""
    names = listed(vocabulary.label("language", code) for code in languages)
    return _("Speaks %(languages)s") % {"languages": names} if names else ""
