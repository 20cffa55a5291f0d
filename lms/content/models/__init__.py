from lms.content.models.answers import Answer
from lms.content.models.drift import Drift, MinorEdit, Segment, TranslationDraft
from lms.content.models.guides import EssayPage, GlossaryPage, GuidePage, LibraryIndexPage, WritingPage
from lms.content.models.pages import BasePage
from lms.content.models.pictures import Picture, PictureRendition
from lms.content.models.proposals import Proposal
from lms.content.models.search import SearchEntry, SearchPosting, SearchSlip, SearchState, SearchTerm, SearchWord
from lms.content.models.terms import Term
from lms.content.models.version import PublishedVersion

__all__ = [
    "Answer",
    "BasePage",
    "Drift",
    "EssayPage",
    "GlossaryPage",
    "GuidePage",
    "LibraryIndexPage",
    "MinorEdit",
    "Picture",
    "PictureRendition",
    "Proposal",
    "PublishedVersion",
    "SearchEntry",
    "SearchPosting",
    "SearchSlip",
    "SearchState",
    "SearchTerm",
    "SearchWord",
    "Segment",
    "Term",
    "TranslationDraft",
    "WritingPage",
]
