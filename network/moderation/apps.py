"""Configuration of the room, and the check that no field can be shown by mistake."""

from django.apps import AppConfig
from django.core.checks import Error, register
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self):
        """Register the check of audiences."""
        register(every_field_has_an_audience)


def every_field_has_an_audience(app_configs, **kwargs):
    """Each field of each kind of record stands in its FIELDS, or among those that are never shown (INTERNAL)."""
    from network.moderation.models import Record, record_models

    shared = {field.name for field in Record._meta.get_fields()}
    errors = []
    for model in record_models():
        own = {field.name for field in model._meta.get_fields()} - shared - {"record_ptr"}
        unclassified = own - set(model.FIELDS) - set(model.INTERNAL)
        errors += [
            Error(f"{model.__name__}.{name} has no audience in FIELDS or INTERNAL.", obj=model, id="moderation.E001")
            for name in sorted(unclassified)
        ]
    return errors
