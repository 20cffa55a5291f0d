from lms.accounts.domain.people import create_person, edit_person, keep_address, move_address
from lms.accounts.domain.profile import clean_name, clean_pronouns, introduce, update_profile
from lms.accounts.domain.roles import grant_role, revoke_role, set_roles
from lms.accounts.domain.second_factor import (
    current_code,
    decrypt,
    encrypt,
    kept_secret,
    set_totp,
    totp_address,
)

__all__ = [
    "clean_name",
    "clean_pronouns",
    "create_person",
    "current_code",
    "decrypt",
    "edit_person",
    "encrypt",
    "grant_role",
    "introduce",
    "keep_address",
    "kept_secret",
    "move_address",
    "revoke_role",
    "set_roles",
    "set_totp",
    "totp_address",
    "update_profile",
]
