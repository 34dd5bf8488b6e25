"""The files of a record on its page, in previews, and wherever else somebody reads it.

The page names its files below its own address; other views say in `address_of_file`, a function from the key of a file,
where their readers get it.
"""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def file_address(context, key):
    """Where the reader of the `card` gets its file `key`."""
    elsewhere = context.get("address_of_file")
    return elsewhere(key) if elsewhere else f"{context['card'].address}files/{key}/"


@register.inclusion_tag("moderation/_picture.html", takes_context=True)
def record_picture(context):
    """The picture of the `card` with its credit; nothing where there is none."""
    card = context["card"]
    picture = card.get("picture")
    if not picture:
        return {}
    address = file_address(context, picture["key"])
    return {
        "picture": picture,
        "address": address,
        # Elsewhere than on its page one size is enough.
        "widths": () if context.get("address_of_file") else picture["widths"],
        "alt": card.picture_alt,
        "credit": card.picture_credit,
        "language": card.original_language,
    }
