"""Reading what people type into search boxes."""

LONGEST = 100


def typed(request, name: str = "q") -> str:
    """The words of a search, shortened, without the control characters that a database refuses."""
    words = "".join(sign if sign.isprintable() else " " for sign in request.GET.get(name, ""))
    return " ".join(words.split())[:LONGEST]
