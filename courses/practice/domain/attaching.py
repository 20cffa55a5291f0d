"""Files of a ticket. They are not mirrored: somebody of the support team asks for one, it comes from its tracker, and
nothing keeps it. A picture is drawn anew on its way, so that where and when it was taken does not come along."""

from mimetypes import guess_type

from django.core.files.base import ContentFile

from courses.domain.submissions import tidy_name
from courses.practice.domain.sealed import tracker_of
from courses.practice.errors import PictureNotCleaned
from courses.practice.models import MirroredTicket
from courses.practice.trackers.port import Attachment, NoSuchAttachment
from lms.core.pictures import NotAPicture, PictureTooLarge, clean_picture

TELL_NOTHING = {"image/svg+xml", "image/bmp", "image/x-ms-bmp", "image/x-icon", "image/vnd.microsoft.icon"}
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\x00", b"MM\x00*")  # JPEG, PNG, GIF, TIFF
BRANDS = {
    b"avif",
    b"avis",
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"mif1",
    b"msf1",
}  # of files that begin with a box


def list_attachments(*, ticket: MirroredTicket) -> tuple[Attachment, ...]:
    """What is attached to it now. Raises TrackerError."""
    return tracker_of(ticket.source).attachments(ticket.number)


def fetch_attachment(*, ticket: MirroredTicket, key: str) -> tuple[str, bytes]:
    """A name that is safe for a file, and the content. Who asks was let in before, and noted (see
    ``courses.practice.domain.opening``). Raises TrackerError, PictureNotCleaned."""
    tracker = tracker_of(ticket.source)
    found = next((one for one in tracker.attachments(ticket.number) if one.key == key), None)
    if found is None:
        raise NoSuchAttachment
    return tidy_name(found.name), _without_traces(found, tracker.attachment(ticket.number, key))


def _without_traces(attachment: Attachment, content: bytes) -> bytes:
    """A picture is what its name, its tracker or its first bytes say is one. Anything else stays as it is."""
    try:
        return clean_picture(ContentFile(content)).read()
    except (NotAPicture, PictureTooLarge) as error:
        kinds = {guess_type(attachment.name)[0] or "", attachment.kind} - TELL_NOTHING
        if any(kind.startswith("image/") for kind in kinds) or _begins_as_picture(content):
            raise PictureNotCleaned from error
    return content


def _begins_as_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    is_boxed = content[4:8] == b"ftyp" and content[8:12] in BRANDS
    return content.startswith(BEGINNINGS) or is_webp or is_boxed
