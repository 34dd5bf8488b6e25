"""What our own code touches, read from its syntax trees, and what a template could reach from its context.

Each question takes the text of one module and returns what it found, so that a planted bad line can be asked about too.
"""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import Manager, Model, QuerySet
from django.forms import BaseForm, BoundField, Field

from network.catalogue.cards import Card

PACKAGES = ("network", "experts", "practices", "news")
# The rooms whose tables hold what is not for everybody.
PRIVATE = frozenset({"moderation", "experts", "practices", "exchange", "news"})
KINDS = frozenset(
    base.__name__
    for model in apps.get_models()
    if model._meta.app_label in PRIVATE
    for base in model.__mro__
    if issubclass(base, Model) and base is not Model
)
MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
# The other ends of relations, by which rows are reached without a manager of their own.
REVERSE = frozenset({"records", "versions", "live_for", "record_set", "profile_set"})
FETCHERS = ("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "socket", "smtplib")
MARKUP = re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off")
TRUSTING = frozenset({"mark_safe", "SafeString", "SafeText", "html_safe", "__html__"})
FORMATTERS = {"format_html": 0, "format_html_join": 1}


def modules():
    """(dotted name, source) of every module of the portal, without migrations."""
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts)
                yield name.removesuffix(".__init__"), path.read_text()


def templates():
    """(name, text) of every template."""
    folders = [Path(settings.BASE_DIR) / "templates", *(Path(settings.BASE_DIR) / name for name in PACKAGES)]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".txt", ".xml", ".css"}:
                yield str(path.relative_to(folder)), path.read_text()


def everywhere(question):
    """The answers of all modules to `question`, together."""
    return {answer for name, source in modules() for answer in question(name, source)}


def _walk(name, source):
    """Every node, with the dotted name of the function or class in which it stands."""
    yield from _places(ast.parse(source), name)


def _places(tree, name):
    stack = [(tree, name)]
    while stack:
        node, place = stack.pop()
        yield node, place
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            place = f"{place}.{node.name}"
        stack += [(child, place) for child in ast.iter_child_nodes(node)]


def rows(name, source):
    """Functions that may read rows of records: by a manager of a kind or of an unnamed model, or by a relation."""
    aliases = {
        alias.asname: alias.name
        for node, _place in _walk(name, source)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    return {
        place
        for node, place in _walk(name, source)
        if isinstance(node, ast.Attribute)
        and (node.attr in REVERSE or (node.attr in MANAGERS and _model(node.value, place, aliases) in {*KINDS, None}))
    }


def _model(node, place, aliases):
    """The class of which `node` is an expression; None where the text does not say."""
    match node:
        case ast.Name(id="cls") | ast.Call(func=ast.Name(id="type")):
            classes = [part for part in place.split(".") if part[:1].isupper()]
            return classes[-1] if classes else None
        case ast.Name(id=found) | ast.Attribute(attr=found):
            found = aliases.get(found, found)
            return found if found[:1].isupper() else None
        case ast.Call(func=ast.Attribute(attr="get_model"), args=[*_, ast.Constant(value=found)]):
            return found.rpartition(".")[2]
    return None


def values(name, source):
    """Functions that turn rows of records into bare values, in a module that has such rows at all."""
    if not rows(name, source):
        return set()
    return {
        place
        for node, place in _walk(name, source)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"values", "values_list"}
        and (node.args or node.keywords or node.func.attr == "values_list" or _from_manager(node))
    }


def _from_manager(node):
    return any(isinstance(part, ast.Attribute) and part.attr in MANAGERS | REVERSE for part in ast.walk(node.func))


def trusted_markup(name, source):
    """Functions that call a text HTML without escaping it: by name, or by a format that is no literal."""
    return {
        place
        for node, place in _walk(name, source)
        if (isinstance(node, ast.Name) and node.id in TRUSTING)
        or (isinstance(node, ast.Attribute) and node.attr in TRUSTING)
        or (isinstance(node, ast.FunctionDef) and node.name in TRUSTING)
        or (isinstance(node, ast.Call) and not _has_literal_format(node))
    }


def _has_literal_format(call):
    name = _called(call)
    if name not in FORMATTERS:
        return True
    # What stands between the parts is escaped by Django, so it may be any text.
    given = call.args[FORMATTERS[name] :]
    return bool(given) and isinstance(given[0], ast.Constant)


def open_forms(name, source):
    """Classes and calls that take whatever fields a model has, or all but some."""
    return {
        place
        for node, place in _walk(name, source)
        if (isinstance(node, ast.Constant) and node.value == "__all__")
        or (place.endswith(".Meta") and isinstance(node, ast.Assign) and _names(node) == {"exclude"})
    }


def _names(assignment):
    return {target.id for target in assignment.targets if isinstance(target, ast.Name)}


# What makes or opens something private: previews, guarded fields, the desk's view of a record, files, exports.
PRIVATE_CONTENT = frozenset(
    {
        "preview", "contact_for", "guarded_part", "differences", "download", "table", "shown_fields", "since_returned",
        "contributor_of",
    }
)  # fmt: skip


def handed_out(name, source):
    """Functions that make or open private content outside `content=` of a call of `disclose`."""
    tree = ast.parse(source)
    behind_the_door = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "disclose"
        for keyword in node.keywords
        if keyword.arg == "content"
        for part in ast.walk(keyword.value)
    }
    return {
        place
        for node, place in _places(tree, name)
        if isinstance(node, ast.Call) and _called(node) in PRIVATE_CONTENT and id(node) not in behind_the_door
    }


def notes_of_looks(name, source):
    """Functions that note a look by themselves."""
    return {
        place
        for node, place in _walk(name, source)
        if isinstance(node, ast.Attribute) and node.attr == "note" and getattr(node.value, "id", "") == "Look"
    }


def audiences_of_readers(name, source):
    """Functions that ask what somebody may read, and so may show what members read."""
    return {
        place
        for node, place in _walk(name, source)
        if isinstance(node, ast.Attribute)
        and getattr(node.value, "id", "") == "Audience"
        and node.attr in {"of", "MEMBERS"}
    }


def _called(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def fetchers(name, source):
    """(module, what it imports) of whatever opens a line to another machine."""
    found = set()
    for node, _place in _walk(name, source):
        if isinstance(node, ast.Import):
            imported = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported = {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        else:
            continue
        found |= {(name, line) for line in FETCHERS for full in imported if f"{full}.".startswith(f"{line}.")}
    return found


def trusting_templates(name, text):
    """The template, where it prints something without escaping it. Plain text is no HTML and is not escaped."""
    off = MARKUP.search(text)
    return {name} if off and (not name.endswith(".txt") or off[0].startswith("|")) else set()


# What every template is given by Django itself: it is about the reader, and each page may show it to them.
OWN_AFFAIRS = frozenset({"request", "user", "perms", "messages", "view", "csrf_token"})
SCALARS = (str, bytes, int, float, bool, type(None), type)


def rows_within(context) -> set:
    """The private rows that a template could reach from `context` by dots and loops, and sets of such rows."""
    found, seen, waiting = set(), set(), []
    for layer in context.dicts:
        waiting += [value for name, value in layer.items() if name not in OWN_AFFAIRS]
    while waiting:
        value = waiting.pop()
        if isinstance(value, SCALARS) or id(value) in seen or isinstance(value, get_user_model()):
            continue
        seen.add(id(value))
        model = value.model if isinstance(value, QuerySet | Manager) else type(value)
        if issubclass(model, Model) and model._meta.app_label in PRIVATE:
            found.add(model.__name__)
        else:
            waiting += _parts(value)
    return found


def _parts(value):
    if isinstance(value, Card):
        return [value.get(name) for name in value]
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset | QuerySet):
        return list(value)
    return list(_attributes(value).values())


def _attributes(value):
    """What hangs on an object of ours; the insides of Django and of Python lead everywhere."""
    if isinstance(value, Model):
        return {**vars(value), **value._state.fields_cache, **getattr(value, "_prefetched_objects_cache", {})}
    is_ours = type(value).__module__.split(".")[0] in {*PACKAGES, "tests"}
    if is_ours or isinstance(value, Page | Paginator | BaseForm | Field | BoundField):
        slots = {name: getattr(value, name) for name in getattr(type(value), "__slots__", ()) if hasattr(value, name)}
        return {**getattr(value, "__dict__", {}), **slots}
    return {}
