"""Where allauth asks the house: mail through the outbox, our words, who is calling, and what follows a sign-in."""

import secrets
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from lms.accounts.domain import clean_name, decrypt, encrypt, introduce
from lms.accounts.forms.basics import page_language
from lms.accounts.models import Person
from lms.accounts.queries import person_by_address, second_factors
from lms.core import clock
from lms.core.addresses import client_address
from lms.core.egress import EgressSession
from lms.core.errors import DomainError
from lms.core.moments import render_moment
from lms.mail.domain import promise_message

NOBODY_KNOWS = "0.0.0.0"  # noqa: S104 an address that stands for none, not one to listen on

# A session that was opened before one of these was opened by whoever had the account then.
CHANGES_OF_SECOND_FACTOR = frozenset(
    ("totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed", "recovery_codes_generated")
)


class InOurWords:
    """allauth puts values into some messages by position; ours need none."""

    error_messages: dict[str, Any]

    def validation_error(self, code: str, *args: object) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class AccountAdapter(InOurWords, DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("This is the address we write to. Make another one the main address first."),
        "duplicate_email": _("This address is already one of yours."),
        "email_password_mismatch": _("This address and this password do not belong together."),
        "email_taken": _("Somebody already has an account with this address."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This is not the code, or it has been used already. Look at it again, or ask for another."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("This did not work. Please try again."),
        "invalid_password_reset": _("This link has been used or is too old. Please ask for another."),
        "max_email_addresses": _("You have as many addresses as an account can hold."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, or sign in another way."),
        "unverified_primary_email": _("Confirm this address first: then it can be the main one."),
        "same_as_current": _("This is what it is already."),
        "rate_limited": _("That was too fast. Wait a moment, then try again."),
    }

    # --- Mail ------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, in the language of the person who has that address; of the page, if nobody has."""
        name = template_prefix.rpartition("/")[2]
        person = context.get("user") or person_by_address(email)
        language = person.language if person else page_language()
        with override(language):
            values = _plain_values(context, person)
        promise_message(
            key=f"account:{name}:{secrets.token_hex(16)}",
            to=email,
            language=language,
            template=f"account/{name}",
            context=values | {"email": email},
            now=clock.now(),
            person=person,
        )

    def send_notification_mail(self, template_prefix: str, user: Person, *args: Any, **kwargs: Any) -> None:
        if template_prefix.rpartition("/")[2] in CHANGES_OF_SECOND_FACTOR and self.request.user == user:
            end_other_sessions(self.request, user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    # --- People ----------------------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        introduce(
            person=user,
            chosen_name=form.cleaned_data["chosen_name"],
            language=page_language(),
            guessed_zone=form.cleaned_data.get("time_zone", ""),
            now=clock.now(),
        )
        return super().save_user(request, user, form, commit)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """The only way into an account leads through here: whoever waits for a sign-in is told."""
        for reader in settings.SIGN_IN_READERS:
            import_string(reader)(request, user, clock.now())
        return super().post_login(request, user, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(client_address(request) or NOBODY_KNOWS)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use your authenticator app or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("Use your passkey or security key"),
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]


class SocialAccountAdapter(InOurWords, DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _("An account with this address exists. Sign in to it first, then connect the other one."),
        "no_password": _("Your account has no password yet. Set one first, or you could not sign in any more."),
        "no_verified_email": _("Confirm your e-mail address first, or you could not sign in any more."),
        "disconnect_last": _("This is your only way to sign in. Set a password first."),
        "connected_other": _("This is connected to another account already."),
    }

    def get_requests_session(self) -> Any:
        """Every request that leaves the house leaves through its one door."""
        return EgressSession()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """What the provider says of them is a guess that they correct on their profile."""
        person: Person = super().populate_user(request, sociallogin, data)
        person.language = page_language()
        try:
            person.chosen_name = clean_name(data.get("name") or "")
        except DomainError:
            person.chosen_name = ""
        return person

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        AccountAdapter(self.request).send_notification_mail(*args, **kwargs)


class SecondFactorAdapter(InOurWords, DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Remove the second factor before you add an address."),
        "cannot_delete_authenticator": _("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": _("Set up a second factor first: recovery codes stand in for it."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first: otherwise you could lock yourself out."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """With a white ground of its own: on a dark page a scanner would see nothing."""
        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: Person, type: Any) -> str:  # noqa: A002 the name is allauth's
        number = second_factors(user).count(str(type)) + 1
        return pgettext("name of a passkey", "Key %(number)s") % {"number": number}


def _plain_values(context: dict[str, Any], person: Person | None) -> dict[str, Any]:
    """allauth's context without its objects; the moment as the person's clock shows it."""
    values = {name: value for name, value in context.items() if isinstance(value, str)}
    moment = context.get("timestamp")
    if moment:
        shown = render_moment(moment, reader_zone=person.time_zone if person else "UTC", language=page_language())
        values["moment"] = f"{shown.day}, {shown.time} ({shown.here})"
    return values
