"""The floor under every ratio: what ``django-admin startproject`` gives, a session, a user and one query. Nothing else."""
