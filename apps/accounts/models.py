"""People and the posts that give them their rights."""

from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from apps.accounts.roles import SEES_PLACE, SEES_UNIT, TOWNSHIP, Role
from apps.common import clock


def normalised(username: str) -> str:
    """Full-width and upper-case spellings are the same account."""
    return AbstractBaseUser.normalize_username(username).strip().lower()


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=normalised(username))


class User(AbstractBaseUser):
    """A person. What one may do follows from the posts held today, never from the account itself."""

    username = models.CharField("账号", max_length=50, unique=True)
    full_name = models.CharField("姓名", max_length=50)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改初始密码", default=True)
    password_set_at = models.DateTimeField("密码设置时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    # The network address of the request in which this person acts, for the audit trail.
    came_from: str | None = None

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.CheckConstraint(condition=models.Q(username=Lower("username")), name="username_is_lower_case")
        ]

    def __str__(self):
        return self.full_name

    @cached_property
    def current_posts(self) -> list["Post"]:
        """The posts in force today, the widest first. The day is read here: it is the day of the request."""
        return widest_first(self.posts.in_force(clock.today()).select_related("organisation", "division"))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.current_posts)

    @property
    def division_codes(self) -> tuple[str, ...]:
        """Codes of the places whose records this person sees (DESIGN.md, Scope)."""
        return tuple({post.division_id for post in self.current_posts if post.role in SEES_PLACE})

    def sees(self, code: str) -> bool:
        """Whether a place lies in one of those."""
        return any(code.startswith(own) for own in self.division_codes)

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Units on whose behalf this person acts: the own one, and for township staff the government above it."""
        own = {post.organisation_id for post in self.current_posts}
        above = {post.organisation.parent_id for post in self.current_posts if post.role in TOWNSHIP}
        return tuple((own | above) - {None})

    @property
    def sees_by_unit(self) -> tuple[int, ...]:
        return tuple({post.organisation_id for post in self.current_posts if post.role in SEES_UNIT})

    def holds(self, *roles: str, over: str) -> bool:
        """Whether one of the roles is held over the place: a leader in A is no leader in B."""
        return any(post.role in roles and over.startswith(post.division_id) for post in self.current_posts)

    @property
    def main_post(self) -> "Post | None":
        return self.current_posts[0] if self.current_posts else None

    @property
    def post_label(self) -> str:
        post = self.main_post
        return f"{post.organisation} {post.get_role_display()}" if post else ""

    @property
    def signature(self) -> str:
        """Who somebody was at the time, as the history keeps it: unit and name."""
        post = self.main_post
        return f"{post.organisation} {self}" if post else str(self)

    @property
    def county_code(self) -> str:
        post = self.main_post
        return post.division_id[:6] if post else ""

    @property
    def masked_phone(self) -> str:
        return f"{self.phone[:3]}****{self.phone[-4:]}" if self.phone else ""

    def has_perm(self, perm, obj=None):
        return False

    def has_module_perms(self, label):
        return False


_RANK = {role: position for position, role in enumerate(Role)}


def widest_first(posts) -> list["Post"]:
    return sorted(posts, key=lambda post: (len(post.division_id), -_RANK[post.role], post.division_id))


class PostQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=on), valid_from__lte=on)

    def held_during(self, first, end=None):
        """Posts in force on some day of the half-open period; one that ended on its first day never was."""
        lasting = models.Q(valid_until__gt=first) & models.Q(valid_until__gt=models.F("valid_from"))
        begun = models.Q(valid_from__lt=end) if end else models.Q()
        return self.filter(begun, models.Q(valid_until__isnull=True) | lasting)


class Post(models.Model):
    """Somebody holds a role in a unit over a place, from one day until another (the last day is excluded)."""

    person = models.ForeignKey(User, models.PROTECT, verbose_name="人员", related_name="posts")
    organisation = models.ForeignKey(
        "territory.Organisation", models.PROTECT, verbose_name="单位", related_name="posts"
    )
    division = models.ForeignKey("territory.Division", models.PROTECT, verbose_name="管辖范围", related_name="posts")
    role = models.CharField("角色", max_length=20, choices=Role)
    valid_from = models.DateField("任职日期")
    valid_until = models.DateField("离任日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="post_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "division", "role"],
                condition=models.Q(valid_until__isnull=True),
                name="open_post_held_once",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.organisation} {self.get_role_display()}"
