"""The roles of staff, kept as groups so that the admin's permissions work as everywhere in Django."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Group names; the groups are made by a migration of this room."""

    MODERATOR = "moderators", _("Moderators")
    EDITOR = "editors", _("Editors")
    FOCAL_POINT = "focal points", _("Focal points")


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
