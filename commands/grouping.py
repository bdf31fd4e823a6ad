"""Options that several commands share come in groups: a dataclass with a field an option, taken as one parameter.

Its `TITLE` stands above the group in `--help`; None puts its options among the command's own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer wants it: each parameter that is a group is spread into its fields.

    typer reads a function's signature, and knows no parameter that stands for several options. Without groups every
    command would repeat them all, in its signature and again where it hands them on.
    """
    signature = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {
        name: parameter.annotation
        for name, parameter in signature.parameters.items()
        if is_dataclass(parameter.annotation)
    }

    @wraps(command)
    def call(**given: Any) -> None:
        made = {
            name: group(**{option.name: given.pop(option.name) for option in fields(group)})
            for name, group in groups.items()
        }
        command(**made, **given)

    def parameters() -> Iterator[inspect.Parameter]:
        for name, parameter in signature.parameters.items():
            yield from _spread(groups[name]) if name in groups else (parameter,)

    spread = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters()]
    call.__signature__ = signature.replace(parameters=spread)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in spread}
    return call


def _spread(group: Any) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for option in fields(group):
        for said in hints[option.name].__metadata__:
            said.rich_help_panel = group.TITLE
        yield inspect.Parameter(
            option.name, inspect.Parameter.KEYWORD_ONLY, default=_default(option), annotation=hints[option.name]
        )


def _default(option: Field[Any]) -> Any:
    return inspect.Parameter.empty if option.default is MISSING else option.default
