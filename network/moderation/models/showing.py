"""What of a record each audience may see, and how the catalogue is kept like it.

A card is made from what a moderator approved. What its owner no longer wants to be seen leaves it at once, without
anybody's approval: a field for which a narrower audience was chosen, and what was taken back, see `retracting`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext

from network.catalogue import index
from network.catalogue.audiences import READERS, Audience
from network.catalogue.cards import Card, guarded, visible
from network.catalogue.models import Announcement
from network.languages import Language
from network.moderation.content import EMPTY, complete
from network.moderation.hooks import Hooks
from network.moderation.models.ageing import Ageing
from network.moderation.retracting import what_is_left

# They change with time and by confirming; `index.age` keeps them in the entries.
AGEING = {"confirmed_at", "fresh_until", "outdated_at"}


class Showing(Ageing):
    """What Record shows, to whom. What a kind adds stands in its `HOOKS`."""

    HOOKS = Hooks()
    # Fields whose audience the owner may choose, in the order of the form.
    CHOOSABLE = ()

    shown = models.CharField(
        max_length=32, blank=True, editable=False, help_text="Digest of the cards from which the entries were made."
    )

    class Meta:
        abstract = True

    def approved_content(self) -> dict:
        """What a moderator approved, as JSON: a value for each of FIELDS, also where the version is older than one."""
        return complete(self, self.live_version.content)

    def in_force(self) -> tuple[dict, dict]:
        """What of the approved content may still be shown, and field → audience for what its owner chose.

        A choice that shows less than the approved one counts at once, and so does taking something back; a choice
        that shows more waits for approval. Asks the database for the working copy of what can be taken back.
        """
        approved, chosen = self.approved_content(), self.live_version.audiences
        names = chosen.keys() | self.audiences.keys()
        choices = {name: min(self.level(chosen, name), self.level(self.audiences, name)) for name in names}
        retractable = [name for name in self.FIELDS if self._is_retractable(name) and approved[name] not in EMPTY]
        for name, present in self.content(retractable).items() if retractable else ():
            approved[name] = what_is_left(self.FIELDS[name], approved[name], present)
            if approved[name] in EMPTY:
                choices[name] = Audience.STAFF
        return approved, choices

    def _is_retractable(self, name):
        """What its owner could hide by choosing an audience they can take back as well; and files always."""
        field = self.FIELDS[name]
        return name in self.CHOOSABLE or field.holds_files or field.is_guarded

    def level(self, audiences: dict[str, Any], name: str) -> Audience:
        """The audience of the field `name` that follows from `audiences` (field → audience)."""
        if name not in self.FIELDS:
            return Audience.STAFF
        return self.FIELDS[name].level(audiences.get(name))

    def reaches(self, audience: Audience) -> bool:
        """Whether `audience` sees anything of the approved version; costs no card."""
        if self.live is None or self.is_hidden:
            return False
        content = self.approved_content()
        return not any(hides(self, audience, content) for hides in self.HOOKS.hidden_from)

    @property
    def why_unseen(self) -> str:
        """What its author reads where no reader sees the approved version, though its author does not hide it."""
        return gettext("No reader sees this at present.")

    def card(self, audience: Audience) -> Card | None:
        """What `audience` may see of the approved version, as a Card; None where that is nothing."""
        return self._cards()(audience)

    def _cards(self):
        """A function from audience to card, for which the database was asked once."""
        if self.live is None or self.is_hidden:
            return lambda audience: None
        content, choices = self.in_force()
        parts = self._card_parts()
        return lambda audience: self._make_card(audience, content, choices, parts)

    def _card_parts(self):
        return [prepare(self) for prepare in self.HOOKS.card_parts]

    def approved(self, audience: Audience) -> Card | None:
        """The card of the approved version as it was approved, whatever was taken back since; not to be shown."""
        return self._make_card(audience, self.approved_content(), self.live_version.audiences, self._card_parts())

    def preview(self, audience: Audience) -> Card | None:
        """The card that approving the working copy would show to `audience`."""
        return self._make_card(audience, self.content(), self.audiences, self._card_parts())

    def _make_card(self, audience, content, choices, parts):
        """Make a card of `content`, or None where the record is hidden from `audience`.

        Beside a field that holds a member of an enumeration stands its label, `<name>_label`.
        """
        if any(hides(self, audience, content) for hides in self.HOOKS.hidden_from):
            return None
        choices = self._narrowed(content, choices)
        fields = visible(content, self.FIELDS, choices, audience)
        chosen = {name for name, value in fields.items() if self.FIELDS[name].is_choice and _is_one(value)}
        card = Card(
            kind=self.KIND,
            key=self.key,
            audience=audience,
            address=self.get_absolute_url() if self.published_at else "",
            fields=fields | {f"{name}_label": self.FIELDS[name].label(fields[name]) for name in chosen},
        ).extended(
            confirmed_at=self.confirmed_at,
            fresh_until=self.fresh_until,
            outdated_at=self.outdated_at,
            published_at=self.published_at,
            revised_at=self.live.approved_at if self.live else None,
        )
        for facts in parts:
            card = card.extended(**facts(card, content, choices))
        return card

    def _narrowed(self, content, choices):
        for narrow in self.HOOKS.narrowing:
            choices = narrow(self, content, choices)
        return choices

    def guarded_part(self, audience: Audience, content: dict[str, Any], choices: dict[str, Any]) -> dict[str, Any]:
        """What of `content` stands on no card and `audience` may see on a page that asks for more."""
        return guarded(content, self.FIELDS, choices, audience)

    # --- Keeping the catalogue like the cards ---

    def index(self) -> Callable[[Audience], Card | None]:
        """Write into the catalogue what each audience may find of the record now; return a function to its card."""
        cards = self._cards()
        index.write(self.key, cards, self.listing, published_at=self.published_at)
        self.shown = _digest(cards)
        self.save(update_fields=["shown"])
        return cards

    def refresh_entries(self) -> None:
        """Write the entries anew if somebody would see something else than when they were written.

        Whatever an author does ends here, in its transaction; nobody is alerted because of it. What the author
        changes waits for approval, so that the difference is something that was taken back or narrowed, or the
        return of what was approved already.
        """
        if self.live and _digest(self._cards()) != self.shown:
            self.index()
            index.announce(self.KIND, self.key, Announcement.Change.HIDDEN, self.live.number)
            self.run(self.HOOKS.after_change)

    def run(self, functions: Iterable[Callable]) -> None:
        """Call each of `functions`, hooks of a step, with the record; in the transaction of that step."""
        for function in functions:
            function(self)


def _digest(cards) -> str:
    """A name for all that the readers see on `cards`, whatever the language."""
    with translation.override(Language.ENGLISH):
        shown = [card and {name: card.get(name) for name in card if name not in AGEING} for card in map(cards, READERS)]
        text = json.dumps(shown, sort_keys=True, default=_as_json)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _is_one(value):
    """Whether `value` is one code, not none and not several."""
    return bool(value) and not isinstance(value, list)


def _as_json(value):
    return dict(value) if isinstance(value, Mapping) else str(value)
