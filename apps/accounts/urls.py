from django.urls import path

from apps.accounts.views import people, signing, trail, units

signing_urls = [
    path("login/", signing.login, name="login"),
    path("logout/", signing.logout, name="logout"),
    path("password/", signing.password, name="password"),
]

people_urls = [
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change_person, name="change_person"),
    path("people/<int:pk>/phone/", people.phone, name="phone"),
    path("people/<int:pk>/appoint/", people.appoint, name="appoint"),
    path("people/<int:pk>/reset-password/", people.reset_password, name="reset_password"),
    path("people/<int:pk>/switch/", people.switch_account, name="switch_account"),
    path("people/<int:pk>/posts/<int:post>/end/", people.end_post, name="end_post"),
]

unit_urls = [
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="new_unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("calendar/", units.calendar, name="calendar"),
    path("calendar/year/", units.calendar_year, name="calendar_year"),
    path("calendar/<str:day>/remove/", units.remove_override, name="remove_override"),
    path("trail/", trail.trail, name="trail"),
]

urlpatterns = signing_urls + people_urls + unit_urls
