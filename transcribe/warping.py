"""Dynamic time warping of many matrices at once, without a compiler.

openai-whisper compiles its loop when it is first used, which takes longer than hearing a short clip. Here all cells on a
diagonal (and of all windows) are worked out together, with the same arithmetic and the same choice between equals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_DIAGONAL, _UP, _LEFT = 0, 1, 2


def first_columns(costs: Sequence[NDArray[np.float64]]) -> list[NDArray[np.int64]]:
    """For each matrix (rows, columns) where its cheapest path from corner to corner enters each row."""
    if not costs:
        return []
    rows = max(cost.shape[0] for cost in costs)
    columns = max(cost.shape[1] for cost in costs)
    steps = _steps(_skewed(costs, rows, columns), rows, columns)
    return [_walk(steps[:, at], *cost.shape) for at, cost in enumerate(costs)]


def _skewed(costs: Sequence[NDArray[np.float64]], rows: int, columns: int) -> NDArray[np.float64]:
    """(diagonals, matrices, rows): what lay at (row, column) lies on diagonal row + column."""
    width = rows + columns - 1
    wide = np.zeros((len(costs), rows, width + 1))
    for at, cost in enumerate(costs):
        wide[at, : cost.shape[0], : cost.shape[1]] = cost
    sheared = wide.reshape(len(costs), -1)[:, : rows * width].reshape(len(costs), rows, width)
    return np.ascontiguousarray(sheared.transpose(2, 0, 1))


def _steps(skewed: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.uint8]:
    """(diagonals, matrices, rows): from where the cheapest path comes to each cell. Sums are kept in single precision."""
    diagonals, matrices, _ = skewed.shape
    steps = np.full(skewed.shape, _LEFT, np.uint8)
    # One place more at the top: the edge that no path comes over.
    before = np.full((matrices, rows + 1), np.inf, np.float32)
    latest = before.copy()
    before[:, 0] = 0.0  # but for the corner
    for diagonal in range(diagonals):
        low, high = max(0, diagonal - columns + 1), min(rows, diagonal + 1)
        across, up, left = before[:, low:high], latest[:, low:high], latest[:, low + 1 : high + 1]
        from_across = (across < up) & (across < left)
        from_up = (up < across) & (up < left)
        best = np.where(from_across, across, np.where(from_up, up, left))
        steps[diagonal, :, low:high] = np.where(from_across, _DIAGONAL, np.where(from_up, _UP, _LEFT))
        now = np.full_like(latest, np.inf)
        now[:, low + 1 : high + 1] = skewed[diagonal, :, low:high] + best
        before, latest = latest, now
    return steps


def _walk(steps: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.int64]:
    first = np.zeros(rows, np.int64)
    row, column = rows - 1, columns - 1
    while row >= 0:
        first[row] = column
        step = _UP if column == 0 else _LEFT if row == 0 else steps[row + column, row]
        if row == 0 and column == 0:
            break
        row -= step != _LEFT
        column -= step != _UP
    return first
