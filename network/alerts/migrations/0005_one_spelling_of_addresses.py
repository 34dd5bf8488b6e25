"""Addresses with letters beyond ASCII get the spelling that mail servers write, as new ones have it.

An address whose spelling somebody else has already stays as it is: only a person can tell whose it is.
"""

from django.db import migrations

from network.addresses import stored_form


def respell(apps, schema_editor):
    Subscriber = apps.get_model("alerts", "Subscriber")
    for row in Subscriber.objects.filter(email__regex=r"[^ -~]"):
        spelling = stored_form(row.email)
        if not Subscriber.objects.filter(email__iexact=spelling).exclude(pk=row.pk).exists():
            Subscriber.objects.filter(pk=row.pk).update(email=spelling)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0004_names")]
    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
