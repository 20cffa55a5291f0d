from lms.mail.domain.keeping import empty_bodies, forget_messages
from lms.mail.domain.promising import promise_message
from lms.mail.domain.sending import chase_messages, send_again, send_message

__all__ = ["chase_messages", "empty_bodies", "forget_messages", "promise_message", "send_again", "send_message"]
