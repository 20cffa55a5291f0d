"""A race as bare as can be: a row to lock, and a row for each person who came."""

from django.contrib.auth.models import User
from django.db import models


class Meeting(models.Model):
    seats = models.PositiveIntegerField()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return str(self.pk)


class Place(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE)
    person = models.ForeignKey(User, on_delete=models.CASCADE)
    has_seat = models.BooleanField()
    number = models.PositiveIntegerField()

    class Meta:
        app_label = "floor"
        constraints = (models.UniqueConstraint(fields=["meeting", "person"], name="floor_place_once"),)

    def __str__(self) -> str:
        return str(self.pk)
