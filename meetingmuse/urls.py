"""HTTP routes of the whole site."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language

from meetingmuse.accounts import StaffSignIn
from scheduling.pages.reply import reply

admin.site.login_form = StaffSignIn

urlpatterns = [
    path("", include("conversations.urls")),
    path("", include("scheduling.pages.urls")),
    path("reply/<str:token>", reply, name="reply"),
    # a language is no secret and no power, and a page that sets no cookie by itself has no token to send
    path("language", csrf_exempt(set_language), name="language"),
    path("accounts/", include("meetingmuse.accounts")),
    path(
        "favicon.ico", RedirectView.as_view(url=static("conversations/icon.svg"))
    ),  # for pages that name none
    path("admin/", admin.site.urls),
]
