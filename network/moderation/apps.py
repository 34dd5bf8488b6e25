"""Configuration of the room, and the check that no field can be shown by mistake."""

from django.apps import AppConfig, apps
from django.core.checks import Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from network.catalogue import kinds


class ModerationConfig(AppConfig):
    """Names the room in the admin."""

    name = "network.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self):
        """Register the check of audiences."""
        register(every_kind_is_declared)
        register(every_field_has_an_audience)


def every_kind_is_declared(app_configs, **kwargs):
    """Each kind of record is in the registry, with all that shared code asks about it, and has its card template."""
    from network.moderation.models import Record

    declared = kinds.registered()
    models = {kind.model for kind in declared}
    errors = [
        Error(f"{model.__name__} has no `Kind` in a module `kind`.", obj=model, id="moderation.E002")
        for model in apps.get_models()
        if issubclass(model, Record) and model.KIND and model not in models
    ]
    for kind in declared:
        errors += [
            Error(f"The kind {kind.code!r} does not say its `{name}`.", obj=kind.model, id="moderation.E003")
            for name in kind.unsaid()
        ]
        try:
            get_template(kind.model.template_name())
        except TemplateDoesNotExist as missing:
            errors.append(
                Error(f"The kind {kind.code!r} has no template {missing}.", obj=kind.model, id="moderation.E004")
            )
    return errors


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
