"""Pages to sign in, out and up, and to change one's password, by django.contrib.auth; never what an account may do.

Passwords are tried at a bounded rate, in the admin too.
"""

from typing import Any

from asgiref.sync import async_to_sync
from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login, views
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormView

from conversations.errors import RateLimited
from conversations.limits import Flooding, take


class NewAccount(UserCreationForm):  # type: ignore[type-arg]
    """A name, a password twice, and the address that invitations are sent for."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Invitations are sent in its name."))

    class Meta:
        model = get_user_model()
        fields = ("username", "email")


def _count(limits: dict[str, int]) -> None:
    """Count an attempt against so many a minute. Raises ValidationError when there were more."""
    try:
        for name, most in limits.items():
            async_to_sync(take)(name, most)
    except (RateLimited, Flooding):
        raise forms.ValidationError(_("Too many attempts. Please try again in a minute.")) from None


class SignIn(AuthenticationForm):
    """Tries so many passwords a minute for one name from one address, and thrice as many for all names from it."""

    def clean(self) -> Any:
        assert self.request
        address, most = self.request.META.get("REMOTE_ADDR", ""), settings.SIGN_INS_PER_MINUTE
        name = self.cleaned_data.get("username", "").casefold()
        _count({f"signs-in:{address}": 3 * most, f"signs-in:{address}:{name}": most})
        return super().clean()


class StaffSignIn(SignIn, AdminAuthenticationForm):
    """The same for the admin, which lets staff in alone."""


class SignUp(FormView):  # type: ignore[type-arg]
    """Makes an account and signs in with it, where ALLOW_SIGN_UP lets anybody."""

    form_class = NewAccount
    template_name = "registration/form.html"
    success_url = reverse_lazy("chat")
    extra_context = {"title": _("Sign up"), "action": _("Sign up")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.ALLOW_SIGN_UP:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def form_valid(self, form: NewAccount) -> HttpResponse:
        try:
            _count({f"signs-up:{self.request.META.get('REMOTE_ADDR', '')}": settings.SIGN_INS_PER_MINUTE})
        except forms.ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        login(self.request, form.save())
        return super().form_valid(form)


def _form(view: Any, title: Any, action: Any, **options: Any) -> Any:
    context = {
        "title": title,
        "action": action,
        "sign_up": lambda: settings.ALLOW_SIGN_UP and view is views.LoginView,
    }
    return view.as_view(template_name="registration/form.html", extra_context=context, **options)


urlpatterns = [
    path(
        "login/",
        _form(views.LoginView, _("Sign in"), _("Sign in"), authentication_form=SignIn),
        name="login",
    ),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path(
        "password/",
        _form(
            views.PasswordChangeView, _("Change your password"), _("Change"), success_url=reverse_lazy("chat")
        ),
        name="password",
    ),
    path("sign-up/", SignUp.as_view(), name="sign-up"),
]
