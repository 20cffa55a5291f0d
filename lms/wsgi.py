import os

from django.core.wsgi import get_wsgi_application

from lms.core import supervisor

if supervisor.SUPERVISED in os.environ:
    supervisor.die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()

from lms.core.jobs import registry  # noqa: E402  there are no models before the line above

registry.load()  # here, so that the first person who enqueues something does not wait for it
