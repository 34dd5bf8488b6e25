"""What profiles add to what all records do; named in `Profile.HOOKS`."""

from experts.models.choices import ListingMode
from experts.models.skills import Expertise, LanguageSkill
from network.catalogue.audiences import Audience


def is_hidden_by_owner(profile, audience, content):
    """Nobody sees a profile that its owner hides, now or in the approved version."""
    return listing_mode(profile, content) == ListingMode.HIDDEN


def hide_what_tells_the_name(profile, content, choices):
    """Whatever tells the name is shown to nobody who does not see the name itself."""
    if listing_mode(profile, content) == ListingMode.ROLE_ONLY:
        choices = {**choices, "name": Audience.STAFF}
    named_to = profile.level(choices, "name")
    return {**choices, **{name: min(named_to, profile.level(choices, name)) for name in profile.TELL_THE_NAME}}


def listing_mode(profile, content):
    """The more discreet of what was approved and what the owner wants now."""
    return ListingMode.lesser(profile.listing_mode, content["listing_mode"])


def name_and_levels(profile):
    """Add the name to show, whether there are contact details, and what levels are called."""

    def facts(card, content, choices):
        name = card.get("name") or {}
        full_name = " ".join(filter(None, [name.get("form_of_address"), name.get("given"), name.get("family")]))
        levels = (("languages", LanguageSkill.Level), ("expertise", Expertise.Level))
        return {
            "display_name": full_name or card.role_name,
            "is_named": bool(full_name),
            "initials": initials(name),
            "has_contact": bool(profile.guarded_part(card.audience, content, choices).get("contact")),
            "may_be_crawled": profile.may_be_crawled and content["may_be_crawled"],
            **{
                name: [{**item, "level_label": level(item["level"]).label} for item in card.get(name)]
                for name, level in levels
                if name in card
            },
        }

    return facts


def initials(name):
    """The first letters of the given and the family name, as far as the card has them.

    What stands between them is nothing that is seen: it keeps Arabic letters from joining.
    """
    return "\N{ZERO WIDTH NON-JOINER}".join(part[0].upper() for part in (name.get("given"), name.get("family")) if part)


def give_address(profile):
    """The address of a profile is random, so that a name never stands in one."""
    profile.slug = profile.key


def note_membership(profile):
    """Who is listed is a member."""
    is_member = profile.live is not None
    if profile.user.is_member != is_member:
        profile.user.is_member = is_member
        profile.user.save(update_fields=["is_member"])


def state_interests(profile):
    """Tell the alerts what the expert looks for and offers, as it was approved."""
    profile.state_interests()
