"""The people whom a list of people may mean, with their posts: read once for all its rows, and kept up while it is written."""

import re

from django.db.models import F, Func, Q, Value

from apps.accounts.models import Post, User

_NUMBER = re.compile(r"\d+$")


class Acquaintance:
    """`names` and `accounts` are those that the list has, `bases` what new accounts may be called after."""

    def __init__(self, county_code: str, names=(), accounts=(), bases=()):
        self._county = county_code
        here = Post.objects.filter(division__code__startswith=county_code).values("person_id")
        meant = Q(full_name__in=names, pk__in=here) | Q(username__in=accounts)
        self._by_name, self._by_account, self._posts = {}, {}, {}
        people = {person.pk: person for person in User.objects.filter(meant).order_by("pk")}
        for person in people.values():
            self._remember(person)
        for post in Post.objects.filter(person__in=people).select_related("organisation", "division"):
            post.person = people[post.person_id]
            self._posts.setdefault(post.person_id, []).append(post)
        self.taken = _names_like(bases)

    def called(self, name: str) -> list[User]:
        """People of that name who hold or held a post in the county."""
        return [one for one in self._by_name.get(name, {}).values() if self._is_of_county(one)]

    def _is_of_county(self, person) -> bool:
        return any(post.division_id.startswith(self._county) for post in self.posts_of(person))

    def account(self, username: str) -> User | None:
        return self._by_account.get(username)

    def posts_of(self, person) -> list[Post]:
        return self._posts.get(person.pk, [])

    def learn(self, post: Post) -> Post:
        """A post that was given or changed, of somebody as he is now."""
        self._remember(post.person)
        self.taken.add(post.person.username)
        posts = [one for one in self.posts_of(post.person) if one.pk != post.pk]
        self._posts[post.person_id] = [*posts, post]
        return post

    def _remember(self, person):
        self._by_name.setdefault(person.full_name, {})[person.pk] = person
        self._by_account[person.username] = person


def _names_like(bases) -> set[str]:
    """Account names that are one of these or one of these with a number behind it."""
    stems = {_NUMBER.sub("", base) for base in bases}
    stem = Func(F("username"), Value(_NUMBER.pattern), Value(""), function="regexp_replace")
    return set(User.objects.annotate(stem=stem).filter(stem__in=stems).values_list("username", flat=True))
