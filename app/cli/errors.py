"""What a command says when it can't be carried out."""

WRONG, USAGE = 1, 2


class CommandError(Exception):
    """A command can't be carried out: sentences that say why and what to do, one a line."""

    def __init__(self, *sentences: str, code: int = WRONG) -> None:
        super().__init__("\n".join(sentences))
        self.sentences, self.code = sentences, code
