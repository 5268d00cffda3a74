from hypothesis import HealthCheck, settings

# Time is not what the tests are about, and the first draw in a fresh clone is slow.
settings.register_profile("loupe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("loupe")


def pytest_make_parametrize_id(val):
    """Name bytes by their number: an archive holds the time at which it was made, and names must not change."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None
