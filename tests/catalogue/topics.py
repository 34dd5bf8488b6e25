"""Editing topics as staff do it, and releases that bring others."""

import json
import shutil

from django.core.management import call_command
from django.urls import reverse

from network.catalogue.management.commands import load_vocabulary
from tests.forms import typed


def save_topic(client, topic, **changes):
    """Save the form of `topic` as it stands, but for `changes`; the answer of the page."""
    address = reverse("admin:catalogue_topic_change", args=[topic.pk])
    return client.post(address, typed(client.get(address).context["adminform"].form, None) | changes)


def release(monkeypatch, folder, **changes):
    """Load data files in which topics are called otherwise: slug → part → language → value."""
    if not (folder / "topics.json").exists():
        shutil.copytree(load_vocabulary.DATA, folder, dirs_exist_ok=True)
        monkeypatch.setattr(load_vocabulary, "DATA", folder)
    content = json.loads((folder / "topics.json").read_text())
    for topic in (topic for group in content["groups"] for topic in group["topics"]):
        for part, by_language in changes.get(topic["slug"].replace("-", "_"), {}).items():
            topic[part] |= by_language
    (folder / "topics.json").write_text(json.dumps(content))
    call_command("load_vocabulary", verbosity=0)
