"""What a browser would send."""


def rows(prefix, *filled, initial=0):
    """The data of a formset with `filled` rows."""
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def typed(form, formset):
    """What a browser would send for the page as it stands."""
    forms = [form, *([formset.management_form, *formset.forms] if formset else [])]
    values = {bound.html_name: bound.value() for part in forms for bound in part}
    return {
        name: [getattr(item, "slug", getattr(item, "pk", item)) for item in value] if isinstance(value, list) else value
        for name, value in values.items()
        if value is not None and value is not False
    }
