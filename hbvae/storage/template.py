"""Pages that are written from a template."""

import os


def fill_template(path: str | os.PathLike, template: str | os.PathLike, **parts) -> None:
    """Write a page from its template; what the template does not mark as safe is escaped.

    Args:
        path: of the page.
        template: a Jinja2 file, of HTML or Markdown.
        parts: the values that the template names.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    with open(template, encoding="utf-8") as file:
        page = environment.from_string(file.read())
    with open(path, "w", encoding="utf-8") as file:
        file.write(page.render(parts))
