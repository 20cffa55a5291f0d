"""Hands one message to the mail server, and says in one word what went wrong."""

import re
import smtplib

from django.core.mail import BadHeaderError, EmailMultiAlternatives

from lms.mail.errors import NotDelivered, Refused
from lms.mail.models import Message

PERMANENT = range(500, 600)
METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


def deliver(message: Message) -> None:
    """Raises Refused (never again) or NotDelivered (try later). Neither repeats what the server or the message says."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **_way_out(message.unsubscribe),
        },
    )
    mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        _invite(mail, message.calendar)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise _judged("recipient refused", codes[0] if codes else 0) from None
    except smtplib.SMTPDataError as error:
        raise _judged("message refused", error.smtp_code) from None
    except (smtplib.SMTPNotSupportedError, BadHeaderError, UnicodeError, ValueError) as error:
        raise Refused(f"cannot be sent: {type(error).__name__}") from None
    except smtplib.SMTPResponseException as error:
        # Greeting, sign-in or sender refused: our set-up is at fault, not the message, so it waits for the repair.
        raise NotDelivered(f"{type(error).__name__} {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(type(error).__name__) from None


def _invite(mail: EmailMultiAlternatives, calendar: str) -> None:
    """RFC 6047: as one more form of the message, whose type names the method of the file, for programs that act on it;
    and as an attachment, for those that only open files."""
    found = METHOD.search(calendar)
    if found is None:
        raise Refused("calendar without a method")
    mail.attach_alternative(calendar, f"text/calendar; method={found[1]}")
    mail.attach("invite.ics", calendar.encode(), "application/ics")


def _way_out(address: str) -> dict[str, str]:
    """What mail programs make a button of, RFC 2369 and RFC 8058."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _judged(what: str, code: int) -> Refused | NotDelivered:
    reason = f"{what} {code}"
    return Refused(reason) if code in PERMANENT else NotDelivered(reason)
