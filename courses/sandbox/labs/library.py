"""The labs that come with the product: one folder each."""

from pathlib import Path

from courses.sandbox.labs.mistakes import BadLab, Mistakes
from courses.sandbox.labs.reading import LARGEST_FILE, MOST_FILES, read
from courses.sandbox.labs.spec import Lab

LIBRARY = Path(__file__).resolve().parent.parent / "library"


def slugs(library: Path = LIBRARY) -> list[str]:
    return sorted(folder.name for folder in library.iterdir() if (folder / "lab.yaml").is_file())


def read_folder(folder: Path) -> Lab:
    """Raises BadLab, also for a file that is no text."""
    return read(folder.name, files_of(folder))


def files_of(folder: Path) -> dict[str, str]:
    """What lies in the folder, as text by its path. Links are not followed; hidden files are an editor's."""
    files, mistakes = {}, Mistakes()
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    for path in [one for one in paths if not one.name.startswith(".")][: MOST_FILES + 1]:
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        try:
            files[name] = content.decode()
        except UnicodeDecodeError:
            if len(content) > LARGEST_FILE:
                mistakes.add("too_large", name, most=LARGEST_FILE)
            else:
                mistakes.add("not_text", name)
    mistakes.refuse()
    return files


def read_all(library: Path = LIBRARY) -> tuple[list[Lab], dict[str, BadLab]]:
    """Those that can be read, and by slug what is wrong with the others."""
    labs, wrong = [], {}
    for slug in slugs(library):
        try:
            labs.append(read_folder(library / slug))
        except BadLab as error:
            wrong[slug] = error
    return labs, wrong
