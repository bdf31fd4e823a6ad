"""Errors carry data and survive the way from one process to another."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from rehear.cli import main
from rehear.document import errors
from rehear.document.errors import CallError, EditError, InputError, LexiconError, RehearError, StaleEdit

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RehearError)]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_survive_pickling_and_copying(kind: type[RehearError]) -> None:
    error = kind("broken", path=Path("a b.srt"), line=7, remedy="mend it")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert (again.problem, again.path, again.line, again.remedy) == ("broken", "a b.srt", 7, "mend it")
        assert str(again) == str(error) == "a b.srt:7: broken (mend it)"


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ({}, "broken"),
        ({"remedy": "mend it"}, "broken (mend it)"),
        ({"path": "a.srt"}, "a.srt: broken"),
        ({"path": "a.srt", "line": 3}, "a.srt:3: broken"),
        ({"line": 3}, "broken"),
    ],
)
def test_an_error_is_one_line(how: dict[str, object], line: str) -> None:
    assert str(InputError("broken", **how)) == line  # type: ignore[arg-type]


def test_exit_codes() -> None:
    assert {kind.exit_code for kind in KINDS if issubclass(kind, CallError)} == {2}
    assert {kind.exit_code for kind in KINDS if not issubclass(kind, CallError)} == {3}
    assert issubclass(LexiconError, CallError)
    assert issubclass(StaleEdit, EditError)


def fail(line: int) -> None:
    raise InputError("broken", path="a.srt", line=line)


def test_an_error_crosses_processes() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool,
        pytest.raises(InputError, match=r"^a\.srt:5: broken$"),
    ):
        pool.submit(fail, 5).result()


def test_a_fault_of_our_own_is_no_result(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fault(*_words: object, **_more: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("rehear.cli.app", fault)
    monkeypatch.setattr("sys.argv", ["rehear", "doctor"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 70
    told = capsys.readouterr().err
    assert "ZeroDivisionError: division by zero" in told
    assert "fault of rehear itself" in told
