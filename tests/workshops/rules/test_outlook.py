from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from workshops.enums import Frequency
from workshops.rules.outlook import Outlook, outlook_of
from workshops.rules.recurrence import Rule

NEW_YORK = ZoneInfo("America/New_York")


def outlook(rule: Rule, first: date, at: time, *, most: int = 400, until: date | None = None) -> Outlook:
    return outlook_of(rule=rule, first=first, at=at, zone=NEW_YORK, most=most, until=until)


def test_a_skipped_hour_is_a_hole_also_where_it_would_be_the_last_one() -> None:
    counted = outlook(Rule(Frequency.WEEKLY, count=3), date(2027, 3, 7), time(2, 30))
    ended = outlook(Rule(Frequency.WEEKLY, until=date(2027, 3, 14)), date(2027, 3, 7), time(2, 30))
    alone = outlook(Rule(), date(2027, 3, 14), time(2, 30))

    assert [one.start.day for one in counted.sessions] == [7, 21, 28]
    assert [one.holes for one in (counted, ended, alone)] == [[datetime(2027, 3, 14, 2, 30)]] * 3
    assert alone.sessions == []


def test_a_doubled_hour_is_named() -> None:
    found = outlook(Rule(Frequency.WEEKLY, count=3), date(2027, 10, 31), time(1, 30))

    assert (found.doubled, found.holes, found.has_more) == ([datetime(2027, 11, 7, 1, 30)], [], False)


def test_what_goes_on_ends_where_one_looks_no_further() -> None:
    weekly = Rule(Frequency.WEEKLY)

    assert len(outlook(weekly, date(2027, 2, 4), time(18), until=date(2027, 2, 18)).sessions) == 3
    few = outlook(weekly, date(2027, 2, 4), time(18), most=2, until=date(2028, 2, 18))
    assert (len(few.sessions), few.has_more) == (2, True)
    assert outlook(weekly, date(2029, 2, 4), time(18), until=date(2028, 2, 18)).sessions == []
