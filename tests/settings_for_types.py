"""What mypy's Django plugin loads: the product's settings under the variables that tests use."""

import tests.environment  # noqa: F401  (sets the variables before the settings read them)
from lms.settings import *  # noqa: F403
