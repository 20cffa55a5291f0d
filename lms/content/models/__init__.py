from lms.content.models.pages import BasePage
from lms.content.models.pictures import Picture, PictureRendition
from lms.content.models.version import PublishedVersion

__all__ = ["BasePage", "Picture", "PictureRendition", "PublishedVersion"]
