"""What PostgreSQL makes of words: stems, without accents and without what its stop lists hold."""

from collections.abc import Iterable

from django.db import connection

from network.catalogue import text


def of(words: Iterable[str], language: str | None = None) -> dict[str, list[str]]:
    """Each of `words`, cut as the index cuts them, with its lexemes in `language`, by default the current one.

    One query, or none where there are no words. A word that a stop list holds has no lexeme.
    """
    asked = sorted(set(words))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(to_tsvector(%s::regconfig, word)) FROM unnest(%s::text[]) AS word",
            [text.configuration(language), asked],
        )
        return dict(cursor.fetchall())
