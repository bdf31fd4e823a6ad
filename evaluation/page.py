"""A report as one HTML page that needs nothing beside itself: no script, no picture, no font from elsewhere."""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files

from .. import __version__
from . import plots, suspicion
from .clips import TYPOGRAPHY, State
from .report import NAMED, Report, Row

# Terms with a bar of their own; the table below has more, --csv and --json have all.
_BARS = 20
# What every page says below its heading, of whatever version.
_MADE = re.compile(r"^<p>Made \d{4}-\d\d-\d\d \d\d:\d\d by rehear ", re.MULTILINE)


def page(report: Report, title: str, made: datetime) -> str:
    """The page; whatever stands in names and texts is shown as it is written, never taken for markup.

    Args:
        title: what the report is about, as the folder's name.
        made: when.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["hours"] = lambda ms: f"{ms / 3_600_000:,.1f}"
    environment.filters["clock"] = _clock
    environment.filters["number"] = lambda value: f"{value:,}"
    terms, rules = report.by_term(), report.by_rule()
    template = environment.from_string((files(__package__) / "report.html").read_text(encoding="utf-8"))
    return template.render(
        report=report,
        title=title,
        made=made,
        version=__version__,
        totals={state.value: report.total(state) for state in State},
        waiting=[(clip.name, clip.count(State.WAITING)) for clip, _ in report.waiting],
        rules=rules,
        rules_plot=_plot([row for row in rules if row.name != TYPOGRAPHY]),
        terms=terms[:NAMED],
        more_terms=max(0, len(terms) - NAMED),
        terms_plot=_plot(terms[:_BARS]),
        whys_plot=plots.bars([(str(why), number) for why, number in report.whys.most_common()]),
        confidence=plots.histogram(report.confidence.bounds, report.confidence.counts, per_cent=True, open_above=False),
        speed=plots.histogram(report.speed.bounds, report.speed.counts, per_cent=False, open_above=True),
        thresholds=suspicion,
    )


def is_page(text: str) -> bool:
    """Whether a file that begins so is the page of a report."""
    return _MADE.search(text) is not None


def _plot(rows: list[Row]) -> plots.Plot:
    return plots.bars([(row.name, row.applied) for row in rows])


def _clock(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
