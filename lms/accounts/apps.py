from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class EditorUsersConfig(WagtailUsersAppConfig):
    """Wagtail's list of people, with our form: roles instead of groups and flags."""

    user_viewset = "lms.accounts.views.people.PersonViewSet"
