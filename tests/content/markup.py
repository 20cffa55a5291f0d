from html.parser import HTMLParser


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def text_of(html: str) -> str:
    """What a reader reads."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.found)
