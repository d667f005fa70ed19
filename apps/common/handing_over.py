"""Handing work to a worker, also while the broker is away: the timetable hands over what waits in the database."""

import logging

from kombu.exceptions import OperationalError as BrokerAway

logger = logging.getLogger(__name__)

BROKER_IS_AWAY = "后台暂时没有接上，您的操作已经记下，一般一分钟内会自动开始，不用再点，也可以离开这个页面。"


def hand_over(task, **which) -> bool:
    """False while the broker is away. Call it outside the transaction that notes the work."""
    try:
        task.delay_on_commit(**which)
    except BrokerAway:
        logger.warning("the broker is away; %s %s waits for the timetable", task.name, which)
        return False
    return True
