"""Text as people look for it at the desk: without accents, capitals, forms of Arabic letters, and marks in words.

The database folds columns and questions alike, so that both always agree. Readers search the index instead, see `text`.
Choices of a form are in memory, and found among by the same rule; static/forms.js has it once more.
"""

import unicodedata

from django.contrib import admin
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Lower
from django.http import HttpRequest

from network.catalogue.text import ARABIC_FORMS

DIGITS = {digit: str(number) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for number, digit in enumerate(row)}
LETTERS = {chr(letter): chr(form) for letter, form in ARABIC_FORMS.items()}
PARTNERS = {**LETTERS, **DIGITS, **dict.fromkeys("-–—’'`./·", " ")}
# Accents are gone before. What is dropped: Arabic vowels, the stretching tatweel, marks that nobody sees.
DROPPED = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u00ad\u200b\u200c\u200d\u200e\u200f"
PLAIN = str.maketrans({**PARTNERS, **dict.fromkeys(DROPPED, "")})
# Nobody types more, and each word is looked for in every row.
MOST_WORDS = 8


def folded(text: str | Combinable) -> Func:
    """`text`, a column or an expression, as it is compared."""
    plain = Lower(Func(Cast(F(text) if isinstance(text, str) else text, TextField()), function="unaccent"))
    replaced, by = "".join(PARTNERS), "".join(PARTNERS.values())
    return Func(plain, Value(replaced + DROPPED), Value(by), function="translate", output_field=TextField())


def plain(text: str) -> str:
    """`text` as it is compared, made here."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return letters.lower().translate(PLAIN)


def holding(rows: QuerySet, columns: list[str], question: str) -> QuerySet:
    """Those of `rows` that have each word of `question` in one of `columns`."""
    names = {f"folded_{number}": folded(column) for number, column in enumerate(columns)}
    rows = rows.alias(**names)
    for word in question.split()[:MOST_WORDS]:
        asked = folded(Value(word))
        rows = rows.filter(Q(*((f"{name}__contains", asked) for name in names), _connector=Q.OR))
    return rows


class FoldedSearch(admin.ModelAdmin):
    """A list of the admin that is searched without minding accents."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """What holds each word in one of `search_fields`."""
        return holding(queryset, list(self.get_search_fields(request)), search_term), False
