from tests.courses.sandbox.runtimes.machine import CANNOT

collect_ignore_glob = ["test_*.py"] if "k8s" in CANNOT else []
