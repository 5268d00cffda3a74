from hypothesis import HealthCheck, settings

# Time is not what the tests are about, and the first draw in a fresh clone is slow.
settings.register_profile("loupe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("loupe")
