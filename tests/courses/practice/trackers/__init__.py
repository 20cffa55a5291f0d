import pytest

pytest.register_assert_rewrite("tests.courses.practice.trackers.contract")
