"""Everything under /<language>/accounts/: our own pages, then allauth's, each with its declared audience."""

from collections.abc import Iterator
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, path

from lms.accounts.views import gate, other_services, profile, signup
from lms.core.policy import Audience, audience

# Who may open which of allauth's routes. Each of them also guards itself; a route that is not named here is an error.
EVERYBODY = """
account_login account_logout account_inactive account_signup account_reset_password account_request_login_code
account_confirm_login_code account_email_verification_sent account_confirm_password_reset_code
account_complete_password_reset account_password_reset_completed mfa_authenticate mfa_login_webauthn
socialaccount_login_cancelled socialaccount_login_error socialaccount_signup openid_connect_callback
"""
SIGNED_IN = """
account_reauthenticate account_email account_change_password account_set_password mfa_index mfa_activate_totp
mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes mfa_reauthenticate
mfa_list_webauthn mfa_add_webauthn mfa_edit_webauthn mfa_remove_webauthn mfa_reauthenticate_webauthn
socialaccount_connections usersessions_list
"""
AUDIENCES = dict.fromkeys(EVERYBODY.split(), Audience.EVERYBODY) | dict.fromkeys(SIGNED_IN.split(), Audience.SIGNED_IN)


def _declared(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield URLResolver(one.pattern, list(_declared(one.url_patterns)), one.default_kwargs)
        elif one.name in OURS or not one.name:
            continue  # the nameless ones only redirect from addresses of former versions
        elif one.name in AUDIENCES:
            yield URLPattern(one.pattern, audience(AUDIENCES[one.name])(one.callback), one.default_args, one.name)
        else:
            raise ImproperlyConfigured(f"allauth's route {one.name!r} has no audience in lms/accounts/urls.py.")


OURS = ("account_signup", "openid_connect_login")
urlpatterns = [
    path("profile/", profile.profile, name="accounts_profile"),
    path("second-factor/", gate.second_factor, name="accounts_second_factor"),
    path("signup/", audience(Audience.EVERYBODY)(signup.signup), name="account_signup"),
    path(
        "oidc/<str:provider_id>/login/",
        audience(Audience.EVERYBODY)(other_services.openid_connect_login),
        name="openid_connect_login",
    ),
    *_declared(import_module("allauth.urls").urlpatterns),
]

# Before Wagtail's own, under /cms/.
editor = [path("login/", gate.editor_login, name="editor_login")]
