"""What all tests share."""

from hypothesis import settings

# Machines that run other things meanwhile have no deadline; `make test` is for every change, so it looks at fewer examples,
# and at the same ones each time: what it says is about the change. `make explore` draws others.
settings.register_profile("rehear", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("explore", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("rehear")
