"""Calendars as files: RFC 5545 with the properties of RFC 7986, written by us.

``lines`` knows how a file is written, ``zones`` how a place changes its clocks, ``events`` what is said of a session,
``calendars`` what stands around it.
"""
