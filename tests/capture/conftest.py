"""What holds for all tests of a run."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import serialization


@pytest.fixture(scope="session", autouse=True)
def keys_of_this_session() -> Iterator[None]:
    """Let mitmproxy take the keys that it made a moment ago as they are: proving the primes again was most of a proxy's
    start."""

    def loaded(data: bytes, password: bytes | None) -> object:
        return serialization.load_pem_private_key(data, password, unsafe_skip_rsa_key_validation=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mitmproxy.certs.load_pem_private_key", loaded)
        yield
