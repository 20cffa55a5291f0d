from badges.models.achievements import Achievement, AchievementText, AchievementVersion
from badges.models.awards import Award, Certificate, CertificateFile
from badges.models.credentials import Credential
from badges.models.signing import SigningKey, StatusList

__all__ = [
    "Achievement",
    "AchievementText",
    "AchievementVersion",
    "Award",
    "Certificate",
    "CertificateFile",
    "Credential",
    "SigningKey",
    "StatusList",
]
