from lms.content.models.drift import Drift, MinorEdit, Segment, TranslationDraft
from lms.content.models.pages import BasePage
from lms.content.models.pictures import Picture, PictureRendition
from lms.content.models.version import PublishedVersion

__all__ = [
    "BasePage",
    "Drift",
    "MinorEdit",
    "Picture",
    "PictureRendition",
    "PublishedVersion",
    "Segment",
    "TranslationDraft",
]
