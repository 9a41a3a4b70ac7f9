"""The cases: every fault and dialect, each with what has to come of it."""

from __future__ import annotations

from tests.conformance.case import Case
from tests.conformance.dialects import DIALECTS
from tests.conformance.replies import REPLIES
from tests.conformance.statuses import STATUSES
from tests.conformance.transport import TRANSPORT

CASES: tuple[Case, ...] = (*TRANSPORT, *STATUSES, *REPLIES, *DIALECTS)
