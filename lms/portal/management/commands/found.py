from typing import Any

from django.core.management.base import BaseCommand

from lms.content.domain.ledger import renew_missing
from lms.core import clock
from lms.portal.domain.founding import found_site


class Command(BaseCommand):
    help = "Makes the two languages, their home pages and catalogues, where they are missing. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        home = found_site()
        renew_missing(now=clock.now())
        self.stdout.write(f"The site stands: {home.path_on_site}")
