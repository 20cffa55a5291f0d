"""allauth's forms for strangers and for somebody's own account, in our words (``ACCOUNT_FORMS``)."""

from typing import Any

from allauth.account import forms as allauth
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from lms.accounts.forms.basics import InOurWords
from lms.accounts.models import Person


class NewPassword(InOurWords):
    """A new password is typed once, as at sign-up: who mistypes it asks for a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        # Translators: label of a field
        self.fields["password1"].label = pgettext_lazy("field", "New password")


class SignupForm(InOurWords, allauth.SignupForm):
    field_order = ("chosen_name", "email", "password1", "time_zone")

    @transaction.atomic
    def save(self, request: HttpRequest) -> Person:
        """The person and their address, or neither."""
        return super().save(request)

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # A new account costs a password hash; an address that has one must not answer sooner.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class LoginForm(InOurWords, allauth.LoginForm):
    pass


class RequestLoginCodeForm(InOurWords, allauth.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(InOurWords, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCodeForm(InOurWords, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(InOurWords, allauth.ConfirmPasswordResetCodeForm):
    pass


class ResetPasswordForm(InOurWords, allauth.ResetPasswordForm):
    pass


class NewPasswordForm(NewPassword, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    pass


class AddEmailForm(InOurWords, allauth.AddEmailForm):
    pass


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm):
    pass
