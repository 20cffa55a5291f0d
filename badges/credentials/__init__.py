"""Verifiable credentials as bytes and mathematics: no Django, no settings, no database, no network, no clock.

``reading`` takes JSON in, ``canonical`` says what of it is signed, ``keys`` and ``proofs`` sign and check it, ``status``
packs who was revoked. Errors carry a code (``errors``); words for people are the site's affair.
"""
