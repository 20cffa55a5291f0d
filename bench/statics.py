"""The built static files. Wagtail's own half a minute of hashing and compressing is done once per set of versions."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from bench.servers import ROOT, python

CARRIERS = ("Django", "wagtail", "wagtail-localize", "django-allauth", "whitenoise", "Brotli")
KEPT = ROOT / "var" / "bench"
MANIFEST = "staticfiles.json"


def build_static(folder: Path, variables: Mapping[str, str]) -> None:
    """Fills ``folder`` (STATIC_ROOT) with what ``manage.py collectstatic`` would put there."""
    ours = sorted(
        {
            path.name
            for package in ("lms", "courses", "workshops", "badges")
            for path in (ROOT / package).glob("**/static/*")
        }
    )
    theirs = _others(ours, variables)
    shutil.copytree(theirs, folder)
    with tempfile.TemporaryDirectory() as scratch:
        _collect(Path(scratch), [path.name for path in theirs.iterdir() if path.is_dir()], variables)
        built = Path(scratch) / "static"
        joined = _paths(folder / MANIFEST) | _paths(built / MANIFEST)
        manifest = json.loads((built / MANIFEST).read_text()) | {"paths": joined}
        for name in ours:
            shutil.copytree(built / name, folder / name)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def _others(ours: list[str], variables: Mapping[str, str]) -> Path:
    versions = " ".join(f"{name}={version(name)}" for name in CARRIERS)
    kept = KEPT / f"static-{hashlib.sha256(versions.encode()).hexdigest()[:12]}"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
            _collect(Path(scratch), ours, variables)
            (Path(scratch) / "static").rename(kept)
    return kept


def _collect(data_dir: Path, ignored: list[str], variables: Mapping[str, str]) -> None:
    options = [word for name in ignored for word in ("--ignore", name)]
    collect = ("manage.py", "collectstatic", "--no-input", "--verbosity", "0", *options)
    python(*collect, variables={**variables, "DATA_DIR": str(data_dir)})


def _paths(manifest: Path) -> dict[str, str]:
    return dict(json.loads(manifest.read_text())["paths"])
