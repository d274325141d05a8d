"""From what was seen to what was found. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from capacity.blocking import Span, blocked_by_pool, expected_blocking
from capacity.erlang_b import HOUR
from capacity.landing import landed_per_hour
from capacity.percentiles import Percentiles, percentiles
from ivr.load.result import LoadResult
from ivr.measuring.found import Blocking, Cost, Found
from ivr.measuring.machine import Sample
from ivr.measuring.probe import Probed
from ivr.measuring.seen import Seen
from ivr.measuring.settings import Setting
