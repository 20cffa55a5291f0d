from celery import shared_task

from badges.domain import certificates, issuing, status
from badges.exports.certificate import certificate_pdf
from lms.core import clock, jobs


@shared_task(name="badges.render_certificate")
def render_certificate(certificate_id: int, language: str) -> None:
    certificates.render_certificate(
        certificate_id=certificate_id, language=language, draw=certificate_pdf, now=clock.now()
    )


@shared_task(name="badges.sign_credential")
def sign_credential(credential_id: int) -> None:
    issuing.issue(credential_id=credential_id, now=clock.now())


@shared_task(name="badges.sign_status_list")
def sign_status_list(list_id: int) -> None:
    status.sign_list(list_id=list_id, now=clock.now())


@shared_task(name="badges.tell_anew")
def tell_anew() -> None:
    """An address changes in many places, and none of them knows badges."""
    issuing.tell_anew(now=clock.now())


@shared_task(name="badges.promise_missing")
def promise_missing() -> None:
    issuing.promise_missing(now=clock.now())


@shared_task(name="badges.renew_status_lists")
def renew_status_lists() -> None:
    status.renew_lists(now=clock.now())


# Only whoever has the key-encryption key runs them: ``manage.py jobs --queue signing``.
jobs.reserve("badges.sign_credential", queue="signing")
jobs.reserve("badges.sign_status_list", queue="signing")
jobs.every("badges.renew_status_lists", seconds=60 * 60)
jobs.every("badges.tell_anew", seconds=10 * 60)
jobs.every("badges.promise_missing", seconds=60 * 60)
