"""Addresses with letters beyond ASCII get the spelling that mail servers write, as new ones have it.

An address whose spelling somebody else has already stays as it is: only a person can tell whose it is.
"""

from django.db import migrations

from network.addresses import stored_form


def respell(apps, schema_editor):
    for model in (apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")):
        for row in model.objects.filter(email__regex=r"[^ -~]"):
            spelling = stored_form(row.email)
            if not model.objects.filter(email__iexact=spelling).exclude(pk=row.pk).exists():
                model.objects.filter(pk=row.pk).update(email=spelling)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_copies_in_files"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
