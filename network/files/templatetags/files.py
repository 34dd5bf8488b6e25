"""Files in templates."""

from django import template

from network.files.filetypes import facts

register = template.Library()
register.filter("facts", facts)
