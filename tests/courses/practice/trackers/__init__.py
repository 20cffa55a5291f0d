import pytest

pytest.register_assert_rewrite(
    "tests.courses.practice.trackers.contract",
    "tests.courses.practice.trackers.contract_attachments",
    "tests.courses.practice.trackers.contract_hostile",
    "tests.courses.practice.trackers.forge_oddities",
)
