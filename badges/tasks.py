from celery import shared_task

from badges.domain import certificates
from badges.exports.certificate import certificate_pdf
from lms.core import clock


@shared_task(name="badges.render_certificate")
def render_certificate(certificate_id: int, language: str) -> None:
    certificates.render_certificate(
        certificate_id=certificate_id, language=language, draw=certificate_pdf, now=clock.now()
    )
