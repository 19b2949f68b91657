"""The rules of how this code base is laid out, as tests: what is only written down drifts."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
FEATURES = {path.parent.name for name in ("routes", "models") for path in APP.glob(f"*/{name}.py")}
SHARED = sorted(APP.glob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "manager", "managers"}
LONGEST = {"file": 300, "function": 30, "template": 100}
ORDER = {"models": 0, "queries": 1, "forms": 1, "service": 1, "routes": 2}
EXTENDED = {"app.commitments.act_forms"}  # made for the rooms that act upon the objects of another one
# One-off data and generated numbers may be long; logic may not.
WIRING = {APP / "__init__.py", APP / "cli.py"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(path: Path) -> set[str]:
    """Modules of ours that a file imports when it is loaded."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app"):
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("app")}
    return found


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")) + sorted((ROOT / "tests").rglob("*.py")), ids=str)
def test_no_file_or_function_is_too_long(path: Path) -> None:
    length = len(path.read_text().splitlines())
    assert length <= LONGEST["file"] or ("tests" in path.parts and length <= 2 * LONGEST["file"]), f"{path}: {length}"
    for function in functions(path):
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= LONGEST["function"], f"{path}:{function.name}: {lines} lines"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=str)
def test_no_template_is_too_long_or_breaks_the_content_policy(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST["template"]
    for pattern in (r"\sstyle=", r"<style", r"\son[a-z]+=", r"hx-on", r"hx-vals=.js:", r"<script(?![^>]*\ssrc=)",
                    r"https?://", r"hx-trigger=[^>]*\[", r"\|\s*safe\b", r"autoescape"):  # fmt: skip
        assert not re.search(pattern, text), f"{path}: {pattern}"


def test_no_module_has_a_name_that_means_nothing() -> None:
    bad = [str(path) for path in APP.rglob("*") if path.stem in FORBIDDEN_NAMES]
    assert not bad


@pytest.mark.parametrize("path", [path for path in SHARED if path not in WIRING], ids=str)
def test_shared_modules_import_no_feature(path: Path) -> None:
    features = {name for name in imports(path) if name.partition(".")[2].split(".")[0] in FEATURES}
    assert not features, f"{path} imports {features}"


def kind_of(stem: str) -> str:
    """What kind of module a name promises: `routes`, `forms` and so on, also of `act_forms`; "" for none of these."""
    return stem if stem in ORDER else next((kind for kind in ORDER if stem.endswith(f"_{kind}")), "")


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_imports_run_one_way(feature: str) -> None:
    # routes -> forms, service, queries -> models; within one storey Python itself forbids circles
    for path in sorted((APP / feature).glob("*.py")):
        for name in imports(path):
            parts = name.split(".")
            if len(parts) < 3 or parts[1] not in FEATURES or ".".join(parts[:3]) in EXTENDED:
                continue
            kind, own = kind_of(parts[2]), kind_of(path.stem)
            if parts[1] != feature:
                foreign = kind in ("routes", "forms") or name.endswith("Form")
                assert not foreign, f"{path} imports {name} of another feature"
            elif kind and own:
                assert ORDER[kind] <= ORDER[own], f"{path} imports {name}"


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=str)
def test_models_know_no_request_and_only_routes_commit(path: Path) -> None:
    text = path.read_text()
    kind = kind_of(path.stem)
    if kind == "models":
        assert not re.search(r"current_user|import request|session\b.*flask", text), path
    if kind in ("models", "queries", "forms", "service"):
        assert ".commit()" not in text, path
    if kind in ("routes", "service", "models"):
        assert not re.search(r"\.role\s*==|\.role\s+is\s", text), f"{path} asks for a role; ask can() instead"


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=str)
def test_public_functions_say_what_they_do(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree) or not tree.body, f"{path} has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path}: {node.name} has no docstring"


def test_vendored_files_are_what_they_were() -> None:
    import hashlib

    vendor = ROOT / "static" / "vendor"
    named = re.findall(r"^(\S+/\S+) .*([0-9a-f]{64})$", (vendor / "SOURCES.txt").read_text(), re.M)
    assert {name for name, _ in named} == {str(p.relative_to(vendor)) for p in vendor.rglob("*.js")}
    for name, digest in named:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name


def test_nothing_is_left_open() -> None:
    words = re.compile(r"TODO|FIXME|XXX|coming soon|segera hadir|NotImplemented")
    files = [*APP.rglob("*.py"), *TEMPLATES.rglob("*.html"), ROOT / "static/js/app.js"]
    assert not [str(path) for path in files if words.search(path.read_text())]


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=str)
def test_tests_import_only_what_there_is(path: Path) -> None:
    """Those that need a browser run last: a name that is gone would show there only."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("app", "tests"):
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                assert hasattr(module, alias.name) or importlib.util.find_spec(submodule), submodule
