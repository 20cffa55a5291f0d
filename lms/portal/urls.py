from django.urls import path

from lms.portal.views import my

app_name = "portal"
urlpatterns = [path("my/", my.my_page, name="my")]
