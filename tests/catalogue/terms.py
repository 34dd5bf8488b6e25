"""Editing terms as staff do it, and releases that call them otherwise."""

import json
import shutil

from django.core.management import call_command
from django.urls import reverse

from network.catalogue.management.commands import load_vocabulary
from tests.forms import typed


def form_address(term):
    """The address of the form in which `term` is edited."""
    return reverse(f"admin:catalogue_{term._meta.model_name}_change", args=[term.pk])


def save_term(client, term, **changes):
    """Save the form of `term` as it stands, but for `changes`; the answer of the page."""
    address = form_address(term)
    return client.post(address, typed(client.get(address).context["adminform"].form, None) | changes)


def release(monkeypatch, folder, **changes):
    """Load data files in which topics are called otherwise: slug → part → language → value."""
    with_file(monkeypatch, folder, "topics", lambda content: _change_topics(content, changes))


def with_file(monkeypatch, folder, name, change):
    """Load data files of which that called `name` went through `change`, which gets its content."""
    if not (folder / "topics.json").exists():
        shutil.copytree(load_vocabulary.DATA, folder, dirs_exist_ok=True)
        monkeypatch.setattr(load_vocabulary, "DATA", folder)
    content = json.loads((folder / f"{name}.json").read_text())
    change(content)
    (folder / f"{name}.json").write_text(json.dumps(content))
    call_command("load_vocabulary", verbosity=0)


def _change_topics(content, changes):
    for topic in (topic for group in content["groups"] for topic in group["topics"]):
        for part, by_language in changes.get(topic["slug"].replace("-", "_"), {}).items():
            topic[part] |= by_language
