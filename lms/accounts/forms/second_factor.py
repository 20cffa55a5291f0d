"""allauth's forms for second factors, in our words (``MFA_FORMS``), and each code of an app accepted once only."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache

from lms.accounts.forms.basics import InOurWords


class OnceOnly:
    """allauth remembers a used code for one period; with a tolerance of a step it is good for three."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type != Authenticator.Type.TOTP:
            return code
        seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        digits = "".join(character for character in code if character.isdigit())
        if not cache.add(f"accounts.totp-used:{self.user.pk}:{digits}", "used", timeout=seconds):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(InOurWords, OnceOnly, base.AuthenticateForm):
    pass


class ReauthenticateForm(InOurWords, OnceOnly, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):
    pass


class AddKeyForm(InOurWords, webauthn.AddWebAuthnForm):
    pass


class EditKeyForm(InOurWords, webauthn.EditWebAuthnForm):
    pass
