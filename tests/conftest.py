"""What all tests share."""

from hypothesis import settings

# Machines that run other things meanwhile have no deadline; `make test` is for every change, so it looks at fewer examples.
settings.register_profile("rehear", deadline=None, max_examples=40)
settings.load_profile("rehear")
