"""From the words that a reader typed to a text query of PostgreSQL.

Words are joined by AND; "or" between them, a leading minus and quotation marks mean what they do in search engines. It
is one expression of words, `&`, `|`, `!` and `<->` (to_tsquery), because a word may have several forms.
"""

import re
from typing import NamedTuple

from network.catalogue import text

TERM = re.compile(r'(?<!\S)(-?)(?:"([^"]*)"|(\S+))')
OR = "or"
# Characters that carry grammar, not meaning; a question is full of them, a text need not have the same.
CHINESE_GRAMMAR = frozenset("的了和与及或在对是吗呢如何怎么什哪些有")


class Clause(NamedTuple):
    """What must be found, or must not: one of `alternatives`, each of which is a sequence of words."""

    alternatives: tuple[tuple[str, ...], ...]
    is_negated: bool = False

    def __str__(self) -> str:
        phrases = [" <-> ".join(words) for words in self.alternatives]
        joined = phrases[0] if len(phrases) == 1 else " | ".join(f"({phrase})" for phrase in phrases)
        return f"!({joined})" if self.is_negated else f"({joined})"


def expression(words: str) -> str:
    """What to_tsquery is given for the typed `words`; empty where there are none."""
    return " | ".join(" & ".join(map(str, clauses)) for clauses in branches(words))


def branches(words: str) -> list[list[Clause]]:
    """The typed `words` as alternatives, of which one must hold with all of its clauses."""
    found: list[list[Clause]] = []
    current: list[Clause] = []
    for minus, quoted, plain in TERM.findall(words):
        if plain.lower() == OR and not minus:
            found, current = [*found, current], []
        elif quoted:
            current += _phrase(quoted, bool(minus))
        elif minus:
            current += _unwanted(plain)
        else:
            current += _clauses(plain)
    found = [clauses for clauses in [*found, current] if clauses]
    return [[_perhaps_a_name(found[0][0])]] if [len(clauses) for clauses in found] == [1] else found


def wanted(words: str) -> set[str]:
    """What the typed `words` look for, in all forms that the index has of it; not what they exclude."""
    clauses = [clause for branch in branches(words) for clause in branch if not clause.is_negated]
    return {word for clause in clauses for phrase in clause.alternatives for word in phrase}


def plainly(words: str) -> set[str]:
    """Each of the typed `words`, in the first form that the index has of it."""
    return {word for branch in branches(words) for clause in branch for word in clause.alternatives[0]}


def _phrase(quoted, is_negated):
    sequence = []
    for group in text.groups(quoted):
        for atom in group.atoms:
            sequence += text.pairs(atom) if text.is_ideographic(atom) else [text.word(atom)]
    return [Clause((tuple(sequence),), is_negated)] if sequence else []


def _unwanted(plain):
    """What is to be found nowhere: of several words without a space between them, only all in their order."""
    clauses = _clauses(plain)
    return [clauses[0]._replace(is_negated=True)] if len(clauses) == 1 else _phrase(plain, True)


def _clauses(plain):
    """The clauses of what stands between two spaces."""
    found: list[Clause] = []
    for group in text.groups(plain):
        if group.is_chinese:
            for atom in group.atoms:
                found += _covered(atom) if text.is_ideographic(atom) else [_one(atom)]
        elif len(group.atoms) == 1:
            found.append(_one(group.atoms[0]))
        else:
            closed = [(form,) for form in group.closed] if len(group.atoms) == 2 else []
            found.append(Clause((tuple(map(text.word, group.atoms)), *closed, *_number_of_resolution(group.atoms))))
    return found


def _number_of_resolution(atoms):
    """The number in a symbol of the United Nations: whoever asks for S/RES/1373 means "resolution 1373" as well."""
    return [atoms[2:]] if len(atoms) > 2 and atoms[1].upper() == "RES" else []


def _one(atom):
    return Clause(tuple((form,) for form in (text.word(atom), text.name(atom)) if form))


def _perhaps_a_name(clause):
    """A question of one short word may be a name that a stop list knows, typed in small letters: who, it."""
    first = clause.alternatives[0]
    if len(clause.alternatives) > 1 or len(first) > 1 or not (name := text.name(first[0].upper())):
        return clause
    return clause._replace(alternatives=(first, (name,)))


def _covered(run):
    """Each character of `run` must stand in the text in one of the pairs that it is part of here.

    So several words written as one are found wherever each of them stands: the pairs across their borders may be
    missing. All pairs would ask too much, any pair too little.
    """
    if len(run) == 1:
        return [Clause(((run,),))]
    wanted = [
        {run[start : start + 2] for start in (place - 1, place) if 0 <= start < len(run) - 1}
        for place, character in enumerate(run)
        if character not in CHINESE_GRAMMAR
    ]
    # Whoever has all of the smaller set's clause has the larger one's.
    needed = [pairs for pairs in wanted or [{run[:2]}] if not any(other < pairs for other in wanted)]
    return [Clause(tuple((pair,) for pair in sorted(pairs))) for pairs in dict.fromkeys(map(frozenset, needed))]
