"""Naming the member who contributed a record: by the key of their profile, which says who may see whose it is."""

from experts.models.profile import Profile


def contributor(record):
    """Add the key of the author's profile, if the author wants to be named. Its entries say who may see whose it is."""
    profile = Profile.objects.filter(user=record.author).first() if record.is_credited else None

    def facts(card, content, choices):
        return {"contributor": profile.key if profile and content.get("is_credited") else ""}

    return facts
