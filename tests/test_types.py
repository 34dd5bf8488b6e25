"""Whoever calls a public function of a shared room reads from its first line what goes in and what comes out."""

import ast
from pathlib import Path

from django.conf import settings

ROOMS = ("catalogue", "files", "alerts", "moderation", "notices")
# Django says what their functions take and return, and calls them itself.
DJANGO_CALLS = {"admin", "apps", "forms", "management", "migrations", "templatetags", "urls", "views"}


def modules():
    """The modules of the shared rooms whose functions are called by ourselves."""
    for room in ROOMS:
        folder = Path(settings.BASE_DIR) / "network" / room
        yield from (path for path in folder.rglob("*.py") if not set(path.with_suffix("").parts) & DJANGO_CALLS)


def public_functions(body, owner=""):
    """Name and tree of each function in `body`, and of each method of its classes, that others may call."""
    for node in body:
        is_public = not node.name.startswith("_") if isinstance(node, ast.ClassDef | ast.FunctionDef) else False
        if isinstance(node, ast.ClassDef) and is_public:
            yield from public_functions(node.body, f"{owner}{node.name}.")
        elif isinstance(node, ast.FunctionDef) and (is_public or node.name == "__init__"):
            yield owner + node.name, node


def untyped(name, function):
    """What of `function` says no type: names of arguments, and "return"."""
    taken = function.args
    arguments = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs, *filter(None, (taken.vararg, taken.kwarg))]
    missing = [each.arg for each in arguments if each.annotation is None]
    if "." in name and missing and missing[0] in {"self", "cls"}:
        missing = missing[1:]
    return missing + ["return"] * (function.returns is None and function.name != "__init__")


def test_public_functions_of_shared_rooms_say_their_types():
    found = {
        f"{path.relative_to(settings.BASE_DIR)}: {name}": missing
        for path in modules()
        for name, function in public_functions(ast.parse(path.read_text()).body)
        if (missing := untyped(name, function))
    }
    assert found == {}


def test_an_untyped_function_is_found():
    tree = ast.parse("class A:\n    def f(self, a, *b: int, c): ...\ndef g() -> None: ...\ndef _h(a): ...")
    found = {name: untyped(name, function) for name, function in public_functions(tree.body)}
    assert found == {"A.f": ["a", "c", "return"], "g": []}
