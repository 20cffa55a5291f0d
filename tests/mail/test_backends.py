from email import message_from_bytes, policy

from django.core.mail import EmailMessage

from lms.mail.backends import FolderBackend


def test_folder_backend_writes_one_file_for_one_message_id(tmp_path):
    folder = tmp_path / "mail"
    message = EmailMessage("Hola, Núria", "Uno", to=["nuria@example.org"], headers={"Message-ID": "<ab/../c@x>"})

    assert FolderBackend(file_path=str(folder)).send_messages([message, message]) == 2

    [file] = folder.iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("Hola, Núria", "nuria@example.org")
    assert file.parent == folder
    assert file.stat().st_mode & 0o077 == 0


def test_folder_backend_names_two_messages_apart(tmp_path):
    messages = [EmailMessage("x", "y", to=["a@example.org"], headers={"Message-ID": f"<{n}@x>"}) for n in range(3)]

    FolderBackend(file_path=str(tmp_path / "mail")).send_messages(messages)

    assert sorted(file.name for file in (tmp_path / "mail").iterdir()) == ["0@x.eml", "1@x.eml", "2@x.eml"]
