from lms.accounts.models.organisation import Chapter, Organisation, Representation
from lms.accounts.models.person import Person, PersonManager
from lms.accounts.models.role import RoleChange, RoleGrant

__all__ = ["Chapter", "Organisation", "Person", "PersonManager", "Representation", "RoleChange", "RoleGrant"]
