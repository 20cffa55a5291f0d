from courses.sandbox.models.helping import HelpRequest, Invitation
from courses.sandbox.models.labs import Lab, LabText
from courses.sandbox.models.machines import CheckRun, Machine, Snapshot

__all__ = ["CheckRun", "HelpRequest", "Invitation", "Lab", "LabText", "Machine", "Snapshot"]
