"""The best score that many windows may still have: what lets most of them go before they are looked at one by one."""

from __future__ import annotations

import numpy as np

from .decide import ODD_SHARE, WEIGHTS
from .sound import Floats
from .windows import SAME_SOUND, Likenesses


def highest_scores(like: Likenesses) -> Floats:
    """The best score that each of many windows may have, if everything around it spoke for it: shape (pairs,).

    Never below the score that `decide` gives with the same likeness: what is not known counts as it would best be.
    """
    same = like.changed_cost < SAME_SOUND
    single = like.count == 1
    length = np.where(like.told > 1, like.length, like.changed_length)
    values = {
        "relative": np.minimum(like.changed_cost / np.maximum(like.changed_length, 1), 1),
        "cost": np.minimum(like.changed_cost / 4, 1),
        "length": np.minimum(like.length, 12) / 12,
        "rarity": (6 - np.minimum(like.rarest, 6)) / 6,
        "common": np.minimum(like.commonest, 7) / 7,
        "anchor": np.minimum(like.anchor, 4) / 4,
        "capital": like.capital & like.named_form,
        "lowered": like.lowered,
        "letters": like.letters,
        "same_sound": same,
        "same_length": np.minimum(length, 8) / 8 * same,
        "anchored_same": np.minimum(length, 6) / 6 * (same & (like.anchor > 0)),
        "spelling": (like.letters == 1) & like.capital,
        "single": single & ~like.caseless,
        "caseless": like.caseless,
        "one_caseless": single & like.caseless,
        "surname": like.surname,
        "story": like.story,
        "context": like.context,
        "odd": like.changed_cost <= ODD_SHARE * like.changed_length + SAME_SOUND,
    }
    points = np.full(len(same), WEIGHTS["bias"])
    for name, weight in WEIGHTS.items():
        if name in values:
            points += weight * values[name]
        elif name != "bias":
            points += max(weight, 0.0)
    scores: Floats = 1 / (1 + np.exp(-points))
    return scores
