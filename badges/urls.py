"""The public check has one address for both languages; the holder's own pages have the language in front."""

from django.urls import path

from badges.views import certificates

public = [
    path("verify/", certificates.ask_code, name="verify_form"),
    path("verify/<str:code>", certificates.verify, name="verify"),
]
mine = [
    path("<str:code>/", certificates.certificate, name="certificate"),
    path("<str:code>/<slug:language>.pdf", certificates.certificate_pdf, name="pdf"),
]
