"""The house stays as docs/design.md draws it: who may import whom, how long a file may be, what loads quickly."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each part may import of the others. Siblings are not in each other's list; `document` imports nobody.
BASE = {"document"}
MAY_IMPORT = {
    "document": set(),
    "transcribe": BASE,
    "correction": BASE,
    "subtitles": BASE,
    "curation": BASE | {"correction"},
    "lexicons": set(),
    "samples": set(),
    "pipeline": BASE | {"transcribe", "correction", "curation", "subtitles"},
    "evaluation": BASE | {"transcribe", "correction", "subtitles", "pipeline"},
    "review": BASE | {"transcribe", "correction", "subtitles", "pipeline"},
    "archive": BASE | {"transcribe", "correction", "curation", "pipeline"},
    "commands": BASE
    | {"archive", "transcribe", "correction", "curation", "subtitles", "pipeline", "review", "evaluation"},
    "cli": BASE | {"commands"},
}
HEAVY = set("torch whisper wordfreq av numpy silero_vad rapidfuzz jiwer jinja2 ray pysrt ttconv tomlkit bs4".split())
NOT_INSTALLED = {"tests", "docs", "benchmarks", "training"}


def modules() -> Iterator[tuple[str, Path]]:
    """The installed modules: name below `rehear`, path."""
    for path in sorted(ROOT.glob("**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        hidden = any(part.startswith(".") for part in parts)
        if not hidden and parts[0] not in NOT_INSTALLED | {"build", "dist"} and parts[:2] != ("samples", "training"):
            yield ".".join(parts), path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(name: str, path: Path, *, top_level: bool = False) -> set[str]:
    """What a module imports, by full name ("rehear.document.model", "numpy"); without what is for type checkers only."""
    tree = parsed(path)
    package = ["rehear", *name.split(".")[:-1]]
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.orelse:
                visit(child)
            return
        if top_level and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = ".".join([*base, *(node.module.split(".") if node.module else [])])
            # "from . import options" imports a module, "from .model import Word" a name of one.
            found.update(f"{whole}.{alias.name}" if node.level and not node.module else whole for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return found


MODULES = dict(modules())


def part(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_imports_follow_the_arrows(name: str) -> None:
    ours = {item.split(".")[1] for item in imports(name, MODULES[name]) if item.startswith("rehear.")}
    allowed = MAY_IMPORT[part(name)] | {part(name), "__version__"}
    assert ours <= allowed, f"{name} may not import {ours - allowed}"


def test_imports_of_the_project_are_relative() -> None:
    wrong = []
    for name, path in MODULES.items():
        for node in ast.walk(parsed(path)):
            absolute = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
            plain = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            wrong += [name for item in (absolute, *plain) if item and item.split(".")[0] == "rehear"]
    assert wrong == []


def test_document_needs_nothing_but_the_standard_library() -> None:
    for name, path in MODULES.items():
        if part(name) == "document":
            others = {item.split(".")[0] for item in imports(name, path)} - {"rehear"}
            assert others <= sys.stdlib_module_names, name


@pytest.mark.parametrize(
    ("package", "home"),
    [
        ("pysrt", ("subtitles.formats.srt",)),
        ("ttconv", ("subtitles.formats.stl",)),
        ("av", ("transcribe.",)),
        ("whisper", ("transcribe.",)),
        ("typer", ("cli", "commands.")),
        ("rich", ("commands.console", "review.")),
    ],
)
def test_who_may_use_a_package(package: str, home: tuple[str, ...]) -> None:
    users = {name for name, path in MODULES.items() if package in {i.split(".")[0] for i in imports(name, path)}}
    assert {user for user in users if not user.startswith(home)} == set()


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    for path in (ROOT / "tests").glob("*.py"):
        lengths[f"tests.{path.stem}"] = len(path.read_text(encoding="utf-8").splitlines())
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_a_packages_init_only_names_its_verbs() -> None:
    for name, path in MODULES.items():
        if name.endswith(".__init__") and name.count(".") == 1:
            body = parsed(path).body
            assert all(isinstance(node, ast.ImportFrom | ast.Expr | ast.Assign) for node in body), name


def loaded_by(command: str) -> set[str]:
    """Packages that a fresh interpreter has loaded after running this."""
    code = f"{command}\nimport sys; print(*sorted({{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)"
    environment = os.environ | {"COLUMNS": "100"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_help_loads_nothing_heavy() -> None:
    run = (
        "import sys; sys.argv = ['rehear', '--help']\nfrom rehear.cli import main\ntry: main()\nexcept SystemExit: pass"
    )
    assert loaded_by(run) & HEAVY == set()


def test_the_package_and_the_verbs_of_hearing_load_nothing_heavy() -> None:
    assert loaded_by("import rehear, rehear.document, rehear.transcribe") & (HEAVY - {"numpy"}) == set()


def test_correcting_a_text_never_loads_what_hears() -> None:
    run = "import rehear.pipeline.fix, rehear.pipeline.plan"
    assert loaded_by(run) & {"torch", "whisper", "av", "silero_vad", "jiwer"} == set()


def test_heavy_packages_are_not_imported_by_the_modules_of_help() -> None:
    """What `loaded_by` sees, said of the source: the modules that every command loads import these late."""
    always = [name for name in MODULES if part(name) in {"cli", "commands", "document"}]
    for name in (*always, "__init__", "pipeline.plan", "pipeline.settings", "transcribe.__init__", "transcribe.engine"):
        found = {item.split(".")[0] for item in imports(name, MODULES[name], top_level=True)}
        assert found & HEAVY == set(), name
