"""The one door through which private content reaches somebody else than its owner.

Whoever hands it out names whose it is and to whom it goes: that is counted, noted, and seen by the owner in "My data".
`tests/test_walls.py` finds what is handed out past this door.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from network.accounts import reading
from network.accounts.models import Look, Reading, User

Content = TypeVar("Content")

COUNTED_AS = {
    Look.What.CONTACT: Reading.Sort.CONTACT,
    Look.What.CV: Reading.Sort.CONTACT,
    Look.What.ENDORSEMENT: Reading.Sort.PROFILE,
}


def disclose(what: Look.What, *, of: User | Iterable[User], to: User, content: Callable[[], Content]) -> Content:
    """Return `content()`, private content of one person or several, after noting that `to` is shown it.

    One's own is neither counted nor noted. Raises `reading.Spent` when `to` was shown too much today.
    """
    owners = {of} if isinstance(of, User) else set(of)
    others = sorted(owners - {to}, key=lambda owner: owner.pk)
    reading.count(to, COUNTED_AS.get(what, Reading.Sort.REVIEW), [str(owner.pk) for owner in others])
    for owner in others:
        Look.note(owner, to, what)
    return content()
