"""Plots as numbers: where each bar stands, in the units that the page's SVG takes (per cent across, pixels down).

Widths in per cent let a plot be as wide as the page without letters that shrink with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Pixels: a row of a bar chart is its label and the bar below; a histogram is its bins and the axis below.
_ROW, _LABEL, _BAR = 38, 16, 12
_HIGH, _ABOVE, _BELOW = 160, 20, 24


class Bar(NamedTuple):
    """A bar with its label; `x` and `width` in per cent of the plot, `y` and `height` in pixels."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


class Tick(NamedTuple):
    """A number below the axis of a histogram."""

    label: str
    x: float


class Plot(NamedTuple):
    """Bars, and how high (in pixels) the whole is; only histograms have ticks."""

    bars: tuple[Bar, ...]
    height: int
    ticks: tuple[Tick, ...] = ()


def bars(rows: Sequence[tuple[str, int]]) -> Plot:
    """A row for each label, its bar as long as its share of the largest value."""
    most = max((value for _, value in rows), default=0) or 1
    return Plot(
        tuple(
            Bar(label, value, 0, at * _ROW + _LABEL + 4, round(100 * value / most, 2), _BAR)
            for at, (label, value) in enumerate(rows)
        ),
        len(rows) * _ROW,
    )


def histogram(bounds: Sequence[float], counts: Sequence[int], *, per_cent: bool, open_above: bool) -> Plot:
    """A column for each bin, as high as its share of the fullest one; every second bound is written below.

    Args:
        per_cent: the bounds are shares, and written as per cent.
        open_above: the last bin holds what lies above it, too.
    """
    most = max(counts, default=0) or 1
    wide = 100 / len(counts)
    written = [f"{100 * bound:.0f}" if per_cent else f"{bound:g}" for bound in bounds]
    unit = " %" if per_cent else ""
    columns = []
    for at, count in enumerate(counts):
        height = round(_HIGH * count / most, 1)
        label = f"{written[at]} to {written[at + 1]}{unit}"
        if open_above and at == len(counts) - 1:
            label = f"{written[at]}{unit} and more"
        columns.append(Bar(label, count, round(at * wide, 2), _ABOVE + _HIGH - height, round(wide, 2), height))
    # The first and the last bound would reach over the edges.
    ticks = tuple(Tick(written[at] + unit, round(at * wide, 2)) for at in range(2, len(counts) - 1, 4))
    return Plot(tuple(columns), _ABOVE + _HIGH + _BELOW, ticks)
