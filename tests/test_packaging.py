"""What an installation contains: all packages, their data, nothing beside them; and that it works away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Folders of a checkout that hold no part of the package.
NOT_PACKAGES = {"tests", "docs", "benchmarks", "build", "dist"}
MODEL = ROOT / "samples" / "demo-model.pt"


def folders() -> set[str]:
    """The packages as they stand on the disk."""
    found = {"rehear"}
    for init in ROOT.glob("**/__init__.py"):
        parts = init.parent.relative_to(ROOT).parts
        if parts and parts[0] not in NOT_PACKAGES and not any("." in part for part in parts):
            found.add(".".join(("rehear", *parts)))
    return found


def data_files() -> set[str]:
    """What must be in the wheel beside Python files, by its name there."""
    patterns = (
        "lexicons/*.toml",
        "lexicons/README.md",
        "correction/phonetics/*.toml",
        "evaluation/*.html",
        "review/assets/*.*",
        "samples/*.mp4",
        "samples/*.srt",
        "samples/*.txt",
        "samples/*.pt",
    )
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return {"rehear/py.typed", *(f"rehear/{path.relative_to(ROOT).as_posix()}" for path in found)}


def test_the_packages_listed_are_the_folders() -> None:
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == folders()


def test_no_module_stands_where_no_package_is() -> None:
    listed = {ROOT.joinpath(*name.split(".")[1:]) for name in PROJECT["tool"]["setuptools"]["packages"]}
    stray = [
        path.relative_to(ROOT).as_posix()
        for package in listed - {ROOT}
        for path in package.glob("*/*.py")
        # samples/training is run from a checkout; it is not installed.
        if path.parent not in listed and path.parent != ROOT / "samples" / "training"
    ]
    assert stray == []


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the files that a wheel is made of: a build leaves its folders in the tree."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in PROJECT["tool"]["setuptools"]["packages"]:
        inside = Path(*name.split(".")[1:])
        (tree / inside).mkdir(parents=True, exist_ok=True)
        for path in (ROOT / inside).iterdir():
            if path.is_file():
                (tree / inside / path.name).write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    assert data_files() <= names
    version = PROJECT["project"]["version"]
    beside = {name for name in names if not name.startswith(("rehear/", f"rehear-{version}.dist-info/"))}
    assert beside == set()
    assert not [name for name in names if "/tests/" in name or "/training/" in name]
    assert f"rehear-{version}.dist-info/licenses/LICENSE" in names


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an empty environment with the wheel in it. What the wheel needs (torch above all) is lent by the
    environment of the tests, after its own packages; that one's rehear is out of reach, because .pth files in a folder that
    is added to the path are not read."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True, cwd=place
    )
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    lent = "\n".join(dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib")))
    Path(where, "lent.pth").write_text(lent + "\n", encoding="utf-8")
    return scripts


def call(scripts: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONUTF8": "1", "NO_COLOR": "1"}
    return subprocess.run(
        [scripts / "rehear", *arguments], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.mark.slow
def test_the_installed_command_corrects_from_the_installed_lexicons(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("00:00 Pour organiser des gays tapants à Macon.\n", encoding="utf-8")
    done = call(installed, tmp_path, "fix", "a.txt", "-l", "fr-justice", "-l", "fr-places", "-o", "b.txt")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == "00:00 Pour organiser des guets-apens à Mâcon.\n"


@pytest.mark.slow
def test_it_is_the_wheel_that_is_used(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed / "python", "-c", "import rehear; print(rehear.__file__)"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.slow
@pytest.mark.skipif(not MODEL.is_file(), reason="samples/demo-model.pt is not there")
def test_the_demo_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    done = call(installed, tmp_path, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "guets-apens" in done.stdout
    written = {path.name for path in (tmp_path / "rehear-demo").iterdir() if path.is_file()}
    assert {"news.srt", "news.txt"} <= written
    assert "guets-apens" in (tmp_path / "rehear-demo" / "news.srt").read_text(encoding="utf-8")
