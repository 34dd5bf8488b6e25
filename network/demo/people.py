"""The sign-ins of the demonstration. Everybody has the same password, which is no secret."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from network.accounts.models import User
from network.accounts.roles import Role
from network.addresses import stored_form

PASSWORD = "teach-share-learn-south"  # noqa: S105 - printed by `make run`; the demonstration protects nothing
ADMIN = "admin@demo.example"
EXPERT = "expert01@demo.example"
# People without an account who follow everything, and the language in which they are written to.
READERS = {"reader@demo.example": "en", "reader-ar@demo.example": "ar"}
STAFF = {
    Role.MODERATOR: "moderator@demo.example",
    Role.EDITOR: "editor@demo.example",
    Role.FOCAL_POINT: "focalpoint@demo.example",
}


def add_person(email, *, role=None, is_superuser=False) -> User:
    """Return the user of `email`, made with a confirmed address when there is none; staff when `role` is given."""
    user = User.objects.filter(email=stored_form(email)).first()
    if user is None:
        user = User.objects.create(
            email=stored_form(email),
            password=hash_of_password(),
            language="en",
            is_staff=bool(role) or is_superuser,
            is_superuser=is_superuser,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if role:
            user.groups.add(Group.objects.get(name=role))
    return user


@cache
def hash_of_password() -> str:
    """The one hash for everybody: a good hash takes its time, and the demonstration starts with dozens of people."""
    return make_password(PASSWORD)
