from datetime import timedelta

from lms.core import clock
from lms.core.jobs import drain
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from lms.mail.enums import MessageState
from lms.mail.models import Message


def test_send_message_that_another_sender_holds_is_looked_at_when_the_claim_ends(promise, mailoutbox):
    """A killed sender leaves a claim behind: the back-off of failures would leave a sign-up code lying for ten minutes."""
    message = promise()
    until = clock.now() + timedelta(minutes=2)
    Message.objects.filter(pk=message.pk).move(MessageState.SENDING, claimed_until=until, attempts=1)

    drain()

    job = Job.objects.get(task="mail.send_message")
    assert (job.state, job.due_at, job.attempts, job.last_error) == (JobState.WAITING, until, 0, "")

    Message.objects.filter(pk=message.pk).update(claimed_until=clock.now())
    drain(now=until)

    assert len(mailoutbox) == 1
    assert set(Job.objects.filter(task="mail.send_message").values_list("state", flat=True)) == {JobState.DONE}
