"""What recognisers without a model share: each says of itself the least that the protocol asks for."""

from __future__ import annotations

from rehear.transcribe import Options


class Stub:
    """An engine but for `recognise`; a token is a word."""

    name = "stub"
    model = "none"
    about: dict[str, object] = {}  # noqa: RUF012
    versions: dict[str, str] = {}  # noqa: RUF012
    prompt_budget = 223

    def check(self, options: Options) -> Options:
        return options

    def count_tokens(self, text: str) -> int:
        return len(text.split())
