"""The roles of staff, kept as groups so that the admin's permissions work as everywhere in Django.

Here alone stands when a role counts and what follows from it for reading; `User.has_perm` and `Audience.of` ask here.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Group names; the groups are made by a migration of this room."""

    MODERATOR = "moderators", _("Moderators")
    EDITOR = "editors", _("Editors")
    FOCAL_POINT = "focal points", _("Focal points")


# What proves that somebody is who they are; recovery codes alone are no factor (`Authenticator.Type` of allauth).
FACTORS = ("totp", "webauthn")
# Whoever has one of these roles, or is a super-user, reads what is for members, because they decide about it.
READ_AS_MEMBERS = (Role.MODERATOR,)

# `reads_as_member` in SQL, for a row `u` of accounts_user that may be null. Needs the parameters of `sql_parameters()`.
READS_AS_MEMBER_SQL = """(
    u.is_active AND (u.is_member OR u.is_staff AND (u.is_superuser OR EXISTS (
        SELECT FROM accounts_user_groups m JOIN auth_group g ON g.id = m.group_id
        WHERE m.user_id = u.id AND g.name = ANY (%(member_roles)s)
    )) AND (NOT %(staff_need_factor)s OR EXISTS (
        SELECT FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type = ANY (%(factors)s)
    )))
)"""


def sql_parameters() -> dict:
    """What `READS_AS_MEMBER_SQL` is filled in with."""
    return {
        "member_roles": [role.value for role in READ_AS_MEMBERS],
        "staff_need_factor": settings.STAFF_SECOND_FACTOR_REQUIRED,
        "factors": list(FACTORS),
    }


def has_factor(user) -> bool:
    """Whether `user` has a second factor; recovery codes alone are none."""
    return user.authenticator_set.filter(type__in=FACTORS).exists()


def names(user) -> list:
    """What `user`, perhaps anonymous, is called as staff, in the current language."""
    labels = [_("Administrator")] if user.is_superuser else []
    return labels + [Role(group.name).label for group in user.groups.filter(name__in=Role.values).order_by("name")]


def in_force(user) -> bool:
    """Whether the roles of `user` count: active staff, with a second factor where staff must have one."""
    if not (user.is_active and user.is_staff):
        return False
    return not settings.STAFF_SECOND_FACTOR_REQUIRED or has_factor(user)


def holders(role: Role) -> models.QuerySet:
    """The users in whom `role` counts: `in_force`, as a question to the database."""
    users = get_user_model().objects.filter(is_active=True, is_staff=True, groups__name=role)
    if settings.STAFF_SECOND_FACTOR_REQUIRED:
        users = users.filter(authenticator__type__in=FACTORS).distinct()
    return users


def reads_as_member(user) -> bool:
    """Whether `user`, perhaps anonymous, reads what is for members.

    Members do, and those who decide about members. Editors and focal points read the site as the public does.
    """
    if not (user.is_authenticated and user.is_active):
        return False
    if user.is_member:
        return True
    decides = user.is_staff and (user.is_superuser or user.groups.filter(name__in=READ_AS_MEMBERS).exists())
    return decides and in_force(user)


def grant(apps, role, app_label, model, *actions):
    """Give `role` the permissions `<action>_<model>` of `app_label`; for use in a migration.

    Permissions are normally made after the last migration; here they are made when first granted.
    """
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=role)
    for action in actions:
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
        )
        group.permissions.add(permission)
