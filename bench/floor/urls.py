from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from bench.floor.models import Meeting, Place


def look(request: HttpRequest) -> HttpResponse:
    """Three statements: the session, the user, and one row."""
    name = request.user.get_username()
    return HttpResponse(f"{name or 'nobody'} of {Group.objects.get(pk=1).name}\n")


def take(request: HttpRequest, number: int) -> HttpResponse:
    """The session, the user, and the least that a seat can cost: lock, count, insert."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=number)
        came = Place.objects.filter(meeting=meeting).count()
        Place.objects.create(meeting=meeting, person_id=request.user.pk, has_seat=came < meeting.seats, number=came + 1)
    return redirect("/")


urlpatterns = [path("", look), path("meetings/<int:number>/", take)]
