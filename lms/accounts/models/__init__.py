from lms.accounts.models.organisation import Organisation, Representation
from lms.accounts.models.person import Person, PersonManager
from lms.accounts.models.role import RoleChange, RoleGrant

__all__ = ["Organisation", "Person", "PersonManager", "Representation", "RoleChange", "RoleGrant"]
