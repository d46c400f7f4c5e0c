"""What is left of a personal value when it is masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.masks import mask_address, mask_email, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_email, "ada@example.com", "a***@example.com"),
        (mask_email, "no address", "***"),
        (mask_email, "", ""),
        (mask_phone, "+1 (555) 010-4477", "***77"),
        (mask_phone, "12", "***"),
        (mask_phone, "", ""),
        (mask_name, "Ada Lovelace", "A*** L***"),
        (mask_name, "张伟", "张***"),
        (mask_name, " ", ""),
        (mask_address, "1 Main Street", "***"),
        (mask_address, "", ""),
    ],
)
def test_little_is_left(mask: object, value: str, shown: str) -> None:
    assert mask(value) == shown  # type: ignore[operator]


@given(st.text(alphabet="0123456789 +-()", max_size=30))
def test_of_a_phone_number_never_more_than_two_digits_are_left(phone: str) -> None:
    assert sum(sign.isdigit() for sign in mask_phone(phone)) <= 2
