from courses.sandbox.models.helping import HelpRequest, Invitation
from courses.sandbox.models.labs import Lab, LabText
from courses.sandbox.models.machines import CheckRun, Machine, Snapshot
from courses.sandbox.models.writing import LabDraft, LabProof

__all__ = [
    "CheckRun",
    "HelpRequest",
    "Invitation",
    "Lab",
    "LabDraft",
    "LabProof",
    "LabText",
    "Machine",
    "Snapshot",
]
