"""Pages of the good practice; all of them are open to everybody."""

from django.urls import path

from checklist import views

app_name = "checklist"
urlpatterns = [
    path("", views.practice, name="practice"),
    path("expectations/", views.expectations, name="expectations"),
    path("checklist/", views.sheet, name="sheet"),
]
