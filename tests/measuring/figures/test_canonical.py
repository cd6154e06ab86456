"""The same value has one text and one fingerprint."""

import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.figures.canonical import canonical_json, fingerprint, plain

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, width=32)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def test_the_bytes_are_the_ones_written_down_here():
    value = {"b": 1, "a": [0.1 + 0.2, float("inf"), np.int64(3)], "name": "Bedwell’s"}
    assert canonical_json(value) == '{"a":[0.3,null,3],"b":1,"name":"Bedwell’s"}'
    assert fingerprint({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


@given(VALUES)
def test_writing_a_value_down_twice_changes_nothing(value):
    assert canonical_json(plain(value)) == canonical_json(value)


@given(st.dictionaries(st.text(max_size=4), st.integers(), min_size=2, max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    assert fingerprint(dict(reversed(value.items()))) == fingerprint(value)
