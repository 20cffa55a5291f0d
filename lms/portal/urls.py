from django.urls import path

from lms.portal import feeds
from lms.portal.views import my, search, sitemap

app_name = "portal"
urlpatterns = [
    path("my/", my.my_page, name="my"),
    path("search/", search.search_page, name="search"),
    path("feed/", feeds.news_feed, name="feed"),
]

# For machines: without a language prefix.
public = [
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
]
