"""Which devices of a cluster hear, and what of its machines each of them takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# CPUs of an actor that hears without a GPU: layers are shared out over threads well up to about so many.
_THREADS = 8
# CPUs that decode and cut for a GPU.
_FOR_A_GPU = 4
# CPUs that are kept free on each machine for the cheap steps; at most half of what it has.
_FREE = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A device that hears: one of a machine's GPUs, or some of its CPUs.

    Attributes:
        node, host: the machine, as Ray and as people know it.
        number: which device of it.
        cpus, gpus: what the actor there asks of Ray.
    """

    node: str
    host: str
    number: int
    cpus: float
    gpus: int

    @property
    def key(self) -> tuple[str, int]:
        return self.node, self.number


def places_of(nodes: Sequence[Mapping[str, Any]], *, gpus: bool) -> list[Place]:
    """The devices of the machines that are there: all GPUs, or the CPUs where there is no GPU at all.

    Args:
        nodes: as `ray.nodes()` gives them.
        gpus: whether GPUs are wanted.
    """
    there = [node for node in nodes if node["Alive"] and node["Resources"].get("CPU")]
    with_gpus = [node for node in there if gpus and node["Resources"].get("GPU", 0) >= 1]
    found = []
    for node in with_gpus or there:
        cards = int(node["Resources"]["GPU"]) if with_gpus else 0
        able = node["Resources"]["CPU"] - min(_FREE, node["Resources"]["CPU"] / 2)
        count = cards or max(1, round(able / _THREADS))
        share = min(able / count, _FOR_A_GPU) if cards else able / count
        whole = int(share) or int(100 * share) / 100  # Ray takes parts of one CPU, or whole ones
        host = str(node["NodeManagerHostname"])
        found += [Place(node["NodeID"], host, number, whole, min(cards, 1)) for number in range(count)]
    return found
