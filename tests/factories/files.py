"""A small course as files: complete, with one block and one question of every kind."""

import struct
import zlib
from pathlib import Path

COURSE = """\
key: small-web
original: es
level: beginner
topics: [web]
title: {en: Small web, es: Web pequeña}
slug: {en: small-web, es: web-pequena}
summary: {en: A small course., es: Un curso pequeño.}
audience: {en: For everybody., es: Para cada quien.}
outcomes:
  - {en: Read `a log`, es: Leer `una bitácora`}
  - {en: Find a page, es: Hallar una página}
units: [01-read.yaml, 02-check.yaml]
achievement:
  name: {en: Reader, es: Lectora o lector}
  criteria: {en: Read and answered., es: Leyó y contestó.}
"""

LESSON = """\
kind: lesson
key: read
minutes: 7
title: {en: Reading, es: Leer}
slug: {en: reading, es: leer}
summary: {en: How to read., es: Cómo leer.}
body:
  - heading: {en: Begin, es: Comenzar}
  - text:
      en: |
        <p>Some <b>bold</b> words &amp; a <a href="https://example.org/a?b=1&amp;c=2">link</a>.</p>
      es: |
        <p>Unas palabras en <b>negritas</b> y un <a href="https://example.org/">enlace</a>.</p>
  - code:
      language: console
      caption: {en: One command, es: Un comando}
      code: |
        $ tail -n 2 access.log | grep '<script>'
          two  spaces
  - callout:
      tone: warning
      title: {en: Careful, es: Con cuidado}
      text: {en: "<p>Not so fast.</p>", es: "<p>Sin prisa.</p>"}
  - steps:
      items:
        - {title: {en: First, es: Primero}, text: {en: "<p>One.</p>", es: "<p>Uno.</p>"}}
        - {title: {en: Then, es: Después}, text: {en: "<p>Two.</p>", es: "<p>Dos.</p>"}}
  - comparison:
      left: {title: {en: This, es: Esto}, text: {en: "<p>L.</p>", es: "<p>I.</p>"}}
      right: {title: {en: That, es: Eso}, text: {en: "<p>R.</p>", es: "<p>D.</p>"}}
  - image:
      file: images/path.png
      alt: {en: A path, es: Una vereda}
      caption: {en: Drawn., es: Dibujada.}
"""

QUIZ = """\
kind: quiz
key: check
minutes: 5
title: {en: Check, es: Repaso}
slug: {en: check, es: repaso}
summary: {en: Four questions., es: Cuatro preguntas.}
intro: {en: "<p>Take your time.</p>", es: "<p>Con calma.</p>"}
pass_at: 3
questions:
  - one_choice:
      key: q-port
      prompt: {en: "Which port?", es: "¿Qué puerto?"}
      options:
        - {key: a, text: {en: "443", es: "443"}, correct: true, feedback: {en: Yes., es: Sí.}}
        - {key: b, text: {en: "80", es: "80"}, feedback: {en: No., es: No.}}
  - several:
      key: q-files
      prompt: {en: "Which files?", es: "¿Qué archivos?"}
      options:
        - {key: a, text: {en: Logs, es: Bitácoras}, correct: true, feedback: {en: Yes., es: Sí.}}
        - {key: b, text: {en: Copies, es: Copias}, correct: true, feedback: {en: Yes., es: Sí.}}
        - {key: c, text: {en: Cats, es: Gatos}, feedback: {en: No., es: No.}}
  - true_false:
      key: q-root
      prompt: {en: Root may all., es: Root puede todo.}
      answer: true
      feedback_true: {en: It may., es: Puede.}
      feedback_false: {en: It may., es: Puede.}
  - short_text:
      key: q-word
      prompt: {en: "Which word?", es: "¿Qué palabra?"}
      accept: {en: [list, mailing list], es: [lista]}
      feedback_right: {en: Right., es: Así es.}
      feedback_wrong: {en: Not so., es: No.}
"""

# The same with a pair to match and a sequence to put in order.
PAIRS = """\
  - match:
      key: q-ports
      prompt: {en: "Which port is whose?", es: "¿De quién es cada puerto?"}
      pairs:
        - {key: web, left: {en: The web, es: La web}, right: {en: "443", es: "443"}, feedback: {en: With TLS., es: Con TLS.}}
        - {key: mail, left: {en: Mail, es: El correo}, right: {en: "25", es: "25"}, feedback: {en: SMTP., es: SMTP.}}
  - order:
      key: q-steps
      prompt: {en: "In which order?", es: "¿En qué orden?"}
      items:
        - {key: look, text: {en: Look, es: Mirar}, feedback: {en: First look., es: Primero se mira.}}
        - {key: think, text: {en: Think, es: Pensar}, feedback: {en: Then think., es: Luego se piensa.}}
        - {key: change, text: {en: Change, es: Cambiar}, feedback: {en: Last of all., es: Al final.}}
"""
QUIZ_WITH_PAIRS = QUIZ + PAIRS

# The same with an open question, and with rules of its own.
QUIZ_TO_READ = (
    QUIZ.replace(
        "pass_at: 3\n",
        "pass_at: 3\nmost_tries: 4\nwait_minutes: 30\nshow_answers: last\ncloses_at: 2027-01-31T18:00-06:00\n",
    )
    + """\
  - open:
      key: q-why
      prompt: {en: "Why so?", es: "¿Por qué?"}
      words: 60
      feedback: {en: It names the cause., es: Nombra la causa.}
"""
)


def write_course(folder: Path, *, course: str = COURSE, lesson: str = LESSON, quiz: str = QUIZ) -> Path:
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "path.png").write_bytes(png(8, 4))
    (folder / "course.yaml").write_text(course, encoding="utf-8")
    (folder / "01-read.yaml").write_text(lesson, encoding="utf-8")
    (folder / "02-check.yaml").write_text(quiz, encoding="utf-8")
    return folder


def png(width: int, height: int) -> bytes:
    """A green rectangle, as small as the format allows."""
    rows = (b"\x00" + b"\x1f\x5d\x43" * width) * height
    parts = {b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), b"IDAT": zlib.compress(rows), b"IEND": b""}
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
