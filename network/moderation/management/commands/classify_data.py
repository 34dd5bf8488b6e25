"""`manage.py classify_data`: the tables of docs/security.md that are made from code."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from network.accounts.data_protection import REGISTRY
from network.moderation.models import record_models

PAGE = settings.BASE_DIR / "docs" / "security.md"


def audiences() -> list:
    """One line for each field of each kind of record: who may see it at most, and who does until its owner chooses."""
    lines = ["| record | field | at most | by default |", "|---|---|---|---|"]
    for model in record_models():
        for name, field in model.FIELDS.items():
            most = (
                f"{field.ceiling.label}, after a second factor"
                if field.is_guarded or field.needs_second_factor
                else field.ceiling.label
            )
            lines.append(f"| {model.__name__} | `{name}` | {most} | {field.level().label} |")
    return lines


def retention() -> list:
    """One line for each model with personal data: what erasure does, and how long it stays otherwise."""
    lines = ["| model | erasing the account | otherwise kept |", "|---|---|---|"]
    return lines + [f"| `{kept.model._meta.label}` | {kept.erased} | {kept.period} |" for kept in REGISTRY.values()]


TABLES = {"audiences": audiences, "retention": retention}


def renewed(text) -> str:
    """`text` of the page with its tables made anew between their markers."""
    with translation.override("en"):
        for name, make in TABLES.items():
            begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
            before, _mark, rest = text.partition(begin)
            text = "\n".join([before + begin, *make(), end + rest.partition(end)[2]])
    return text


class Command(BaseCommand):
    """Writes the tables into the page; a test fails when they are out of date."""

    help = "Make the tables of docs/security.md anew from the code."

    def add_arguments(self, parser):
        """Another file, for tests."""
        parser.add_argument("--page", type=Path, default=PAGE)

    def handle(self, *, page, **options):
        """Rewrite the page."""
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
