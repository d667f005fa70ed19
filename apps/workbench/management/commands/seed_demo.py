from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.common import arguments, clock
from apps.common.verdicts import Refused
from apps.workbench.demo import seeding


class Command(BaseCommand):
    help = "写入演示数据：丰都县的乡镇和村、各岗位账号、十二个月的问题。每次写入的内容相同。"

    def add_arguments(self, parser):
        parser.add_argument("--today", type=arguments.day, help="演示数据截至哪一天，默认今天")

    def handle(self, *, today, **options):
        if settings.PRODUCTION:
            raise CommandError("演示账号的密码是公开的，不能写入生产环境。")
        today = today or clock.today()
        try:
            with transaction.atomic():
                seeding.seed(today=today, say=self.stdout.write)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(seeding.summary(today=today))
