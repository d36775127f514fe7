"""What tests do with an explorer's page in a browser."""


def explore(page, path):
    """Open an explorer's page and wait for its map."""
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready]")
    return page


def place_of(page, trace, point):
    """Where a point is on the screen."""
    return page.evaluate(
        """([trace, point]) => {
          const {_size, xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
          const x = _size.l + xaxis.l2p(plot.data[trace].x[point]);
          const y = _size.t + yaxis.l2p(plot.data[trace].y[point]);
          return [box.left + x, box.top + y];
        }""",
        [trace, point],
    )


def texts(page, selector):
    return page.locator(selector).all_inner_texts()
