"""Which day suits most, and its session in one step."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lms.core.errors import DomainError
from lms.core.walls import moment_at, moments_at
from lms.mail.domain import promise_message
from workshops.domain.registering import register
from workshops.domain.scheduling import Plan, Words, check_plan, check_words, create_series, wall
from workshops.domain.session_mail import about
from workshops.domain.session_states import announce_session
from workshops.enums import POLL_TRANSITIONS, PollAnswer, PollState
from workshops.errors import InThePast, NotInThatState, PollIsOver, TooFewDates
from workshops.models import DateOption, DatePoll, DatePollText, DateVote, PollVoter, Session
from workshops.models.arrangements import ARRANGED
from workshops.queries.sessions import pools_of, with_words

if TYPE_CHECKING:
    from lms.accounts.models import Person

FEWEST, MOST = 2, 20


def open_poll(
    *,
    zone: str,
    starts: Sequence[datetime],
    words: Mapping[str, Words],
    original_language: str,
    arranged: Mapping[str, Any],
    by: "Person",
    now: datetime,
) -> DatePoll:
    """``starts``: wall clocks (naive) of ``zone``. Each must exist; of an hour that happens twice the first is meant.

    Raises what ``create_series`` raises, InThePast and TooFewDates.
    """
    chosen = sorted(set(starts))
    if not FEWEST <= len(chosen) <= MOST:
        raise TooFewDates
    where = check_plan(Plan(zone, chosen[0].date(), chosen[0].time(), arranged=arranged))
    kept = check_words(words)
    moments = [moment_at(start, where, fold=0) for start in chosen]
    if moments[0] <= now:
        raise InThePast
    with transaction.atomic():
        poll = DatePoll.objects.create(
            zone=where.key, original_language=original_language, by=by, made_at=now, **arranged
        )
        DatePollText.objects.bulk_create(
            DatePollText(poll=poll, language=language, title=one.title, summary=one.summary)
            for language, one in kept.items()
        )
        DateOption.objects.bulk_create(
            DateOption(poll=poll, start=wall(start), fold=moments_at(start, where).index(at), starts_at=at)
            for start, at in zip(chosen, moments, strict=True)
        )
    return poll


def vote(
    *, poll: DatePoll, person: "Person", answers: Mapping[int, str], may_register: bool, now: datetime
) -> PollVoter:
    """``answers``: option → PollAnswer; what is not named is a no. Voting again changes the answers. Raises PollIsOver."""
    with transaction.atomic():
        poll = _locked(poll)
        if poll.state != PollState.OPEN:
            raise PollIsOver
        voter, _is_new = PollVoter.objects.update_or_create(
            poll=poll,
            person=person,
            defaults={"may_register": may_register},
            create_defaults={"may_register": may_register, "voted_at": now},
        )
        for option in poll.options.all():
            answer = answers.get(option.pk, PollAnswer.NO)
            known = answer if answer in PollAnswer.values else PollAnswer.NO
            DateVote.objects.update_or_create(voter=voter, option=option, defaults={"answer": known})
    return voter


def decide(*, poll: DatePoll, option: DateOption, now: datetime) -> Session:
    """That day it is: an announced session, with a seat (or a place on the list) for each who said yes and agreed.

    In the order in which they answered. The others who answered are told the day by mail. Deciding the same again gives
    the same session; another day raises NotInThatState.
    """
    with transaction.atomic():
        poll = _locked(poll)
        option = poll.options.get(pk=option.pk)
        if poll.session and poll.session.original_start == option.start:
            return poll.session
        if option.starts_at <= now:
            raise InThePast
        _move(poll, PollState.DECIDED)
        poll.session = announce_session(session=_session_on(option, poll, now), now=now)
        poll.save()
        session = with_words(Session.objects.filter(pk=poll.session.pk)).get()
        for voter in poll.voters.select_related("person").order_by("voted_at", "pk"):
            if not _seated(voter, option, session, now):
                _tell(voter, poll, session, now)
    return session


def close_poll(*, poll: DatePoll) -> DatePoll:
    """No day suits. Raises NotInThatState for one that is decided."""
    with transaction.atomic():
        poll = _locked(poll)
        if poll.state != PollState.CLOSED:
            _move(poll, PollState.CLOSED)
            poll.save()
    return poll


def _locked(poll: DatePoll) -> DatePoll:
    return DatePoll.objects.select_for_update(no_key=True).get(pk=poll.pk)


def _move(poll: DatePoll, to: PollState) -> None:
    if to not in POLL_TRANSITIONS[PollState(poll.state)]:
        raise NotInThatState
    poll.state = to


def _session_on(option: DateOption, poll: DatePoll, now: datetime) -> Session:
    start = datetime.fromisoformat(option.start)
    plan = Plan(
        poll.zone,
        start.date(),
        start.time(),
        fold=option.fold,
        arranged={name: getattr(poll, name) for name in ARRANGED},
    )
    words = {one.language: Words(one.title, one.summary) for one in poll.texts.all()}
    series = create_series(
        plan=plan, words=words, original_language=poll.original_language, organisers=[poll.by], now=now
    )
    return series.sessions.get()


def _seated(voter: PollVoter, option: DateOption, session: Session, now: datetime) -> bool:
    """Whether they are registered: they agreed, said yes, and nothing speaks against it."""
    said_yes = voter.votes.filter(option=option, answer=PollAnswer.YES).exists()
    if not (voter.may_register and said_yes and voter.person.is_active):
        return False
    try:
        with transaction.atomic():  # a savepoint: what somebody else does that day must not undo the decision
            register(
                person=voter.person,
                session_id=session.pk,
                pool=pools_of(session)[0],
                submit_key=f"poll:{voter.poll_id}",
                now=now,
            )
    except DomainError:
        return False
    return True


def _tell(voter: PollVoter, poll: DatePoll, session: Session, now: datetime) -> None:
    person = voter.person
    if person.is_active:
        promise_message(
            key=f"poll-decided:{poll.pk}:{person.pk}",
            to=person.email,
            language=person.language,
            template="workshops/poll_decided",
            context=about(session, person),
            now=now,
            person=person,
        )
