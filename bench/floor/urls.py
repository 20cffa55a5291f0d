from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.urls import path


def look(request: HttpRequest) -> HttpResponse:
    """Three statements: the session, the user, and one row."""
    name = request.user.get_username()
    return HttpResponse(f"{name or 'nobody'} of {Group.objects.get(pk=1).name}\n")


urlpatterns = [path("", look)]
