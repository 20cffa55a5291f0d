class CredentialError(Exception):
    """``code``: what is wrong, for machines; whoever shows it to people has the words."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
