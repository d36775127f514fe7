"""Pages written from a template."""

import os


def fill_template(path: str | os.PathLike, template: str | os.PathLike, **parts) -> None:
    """Write a page from its template; values that the template does not mark as safe are escaped.

    Args:
        path: the page to write.
        template: a Jinja2 template of HTML or Markdown.
        parts: values by their names in the template.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    with open(template, encoding="utf-8") as file:
        page = environment.from_string(file.read())
    with open(path, "w", encoding="utf-8") as file:
        file.write(page.render(parts))
