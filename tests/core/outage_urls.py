"""A site of one page that asks the database, with the handler under test."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path


def ask_the_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM missing" if "mistake" in request.GET else "SELECT 1")
    return HttpResponse("here")


def ask_in_the_middle(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def ask(request: HttpRequest) -> HttpResponse:
        ask_the_database(request)
        return get_response(request)

    return ask


handler500 = "lms.core.views.server_error"
urlpatterns = [path("ask", ask_the_database), path("idle", lambda request: HttpResponse("here"))]
