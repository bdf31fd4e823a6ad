"""How likely words stand beside one another: `likeliness(left, right, language)`."""

from .table import is_listed, likeliness

__all__ = ["is_listed", "likeliness"]
