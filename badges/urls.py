"""The public check has one address for both languages; the holder's own pages have the language in front."""

from django.urls import path

from badges.views import certificates, checking, documents

public = [
    path("verify/", certificates.ask_code, name="verify_form"),
    path("verify/file", checking.check, name="check"),
    path("verify/<str:code>", certificates.verify, name="verify"),
    path(".well-known/did.json", documents.did, name="did"),
    path("issuer", documents.profile, name="issuer"),
    path("issuer/keys/<slug:name>", documents.key, name="key"),
    path("achievements/<slug:key>/<int:number>/<slug:language>", documents.achievement, name="achievement"),
    path("achievements/<slug:key>/<int:number>/badge.png", documents.picture, name="picture"),
    path("status/<int:number>", documents.status, name="status"),
    path("credentials/<uuid:key>", documents.credential, name="credential"),
    path("credentials/<uuid:key>.<slug:kind>", documents.credential, name="credential_file"),
]
mine = [
    path("<str:code>/", certificates.certificate, name="certificate"),
    path("<str:code>/<slug:language>.pdf", certificates.certificate_pdf, name="pdf"),
]
