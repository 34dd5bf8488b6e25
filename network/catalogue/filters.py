"""Filters of the admin by terms of the vocabulary."""

from django.contrib import admin
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest

from network import collation


class TermFilter(admin.RelatedOnlyFieldListFilter):
    """The terms that are used, by name in the reader's language and its alphabetical order."""

    def field_choices(self, field: RelatedField, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        """Their keys and names."""
        choices = super().field_choices(field, request, model_admin)
        return sorted(choices, key=lambda choice: collation.key(str(choice[1])))
