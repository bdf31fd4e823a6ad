"""When cues end: time to read within what the profile allows, the gap kept, nothing over the next cue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


# A time may be this many ms off: formats and frame rates round.
ROUNDING = 1


def ends_of(starts: Numbers, spoken: Numbers, following: Numbers, needed: Numbers, profile: Profile) -> Numbers:
    """The ends of cues, in ms.

    Starts stay with the speech. A cue stands until its speech ends or longer, until it is read, as far as the house lets it
    linger; never less than the shortest or more than the longest, and never over the next cue.

    Args:
        starts: of the cues.
        spoken: where their speech ends.
        following: where the next cue starts, after this one does.
        needed: the time to read each.
    """
    import numpy as np

    ends = np.maximum(spoken, np.minimum(starts + needed, spoken + profile.linger))
    longest = starts + profile.longest
    ends = np.minimum(np.maximum(ends, starts + profile.shortest), longest)
    latest = np.maximum(following - profile.gap, starts + 1)
    closed = (following - ends < profile.close) & (latest <= longest)
    shown: Numbers = np.where((ends > latest) | closed, latest, ends)
    return shown
