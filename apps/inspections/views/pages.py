"""The one shape of every form page of the app: shown, refused in words, or done and gone on."""

from django.contrib import messages
from django.shortcuts import redirect, render

from apps.common.verdicts import Refused


def form_page(request, form, *, act, done, then, title, submit="保存", back="", intro="", template="", **more):
    """`act(**facts)` changes something, `done(result)` says it, `then(result)` is what `redirect` gets."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(**form.cleaned_data)
        except Refused as refusal:
            # A record names its parts ("findings.0.fixed"); a form shows at a field what it has as a field.
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
            if hasattr(form, "ask_again"):
                form.ask_again(refusal)
        else:
            messages.success(request, done(result))
            return redirect(*then(result))
    context = {"form": form, "title": title, "submit": submit, "back": back, "intro": intro} | more
    return render(request, template or "inspections/form.html", context)
