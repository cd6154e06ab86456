"""Rows of an exact feed, cut for the methods that need more than counts by month.

In: an inquiry, a feed, a class (``all`` for every row), a flag when only
flagged rows are meant, and a period. Out: a mask over the feed's rows. Rows
belong to a period by their earliest possible time.
"""

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.classes import with_parts
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.figures.inquiry import Inquiry, Question
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.store.partner_answers import Incidents

Mask = NDArray[np.bool_]


def incidents_of(inquiry: Inquiry, question: Question) -> Incidents:
    """The rows of the question's feed in its place."""
    return inquiry.evidence.incidents(question.params["feed"], inquiry.place(question.area))


def in_period(rows: Incidents, period: Period) -> Mask:
    """Rows whose earliest time lies in the period."""
    return (rows.day >= np.datetime64(period.start)) & (rows.day <= np.datetime64(period.end))


def of_class(rows: Incidents, key: str) -> Mask:
    """Rows of a class or its parts."""
    if key == ALL:
        return np.ones(len(rows.cls), bool)
    classes, at = rows.classes
    wanted: Mask = np.isin(classes, sorted(with_parts(key)))[at]
    return wanted


def asked(rows: Incidents, question: Question, period: Period | None = None) -> Mask:
    """Rows of the question's class (and flag, when it names one) in its period."""
    mask = of_class(rows, question.params["class"]) & in_period(rows, period or question.period)
    flag = question.params.get("flag")
    return mask & (rows.flags[flag] == 1) if flag else mask


def others(rows: Incidents, question: Question) -> Mask:
    """Rows of the feed's other classes in the period: what the asked rows are set against."""
    return ~of_class(rows, question.params["class"]) & in_period(rows, question.period)


def compared_with(inquiry: Inquiry, question: Question, rows: Incidents) -> tuple[Incidents, Mask]:
    """What the asked rows are set against: the feed's other classes, or all of ``against_feed``."""
    feed = question.params.get("against_feed")
    if not feed:
        return rows, others(rows, question)
    other = inquiry.evidence.incidents(feed, inquiry.place(question.area))
    return other, in_period(other, question.period)
