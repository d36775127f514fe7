"""What tests do with an explorer's page in a browser."""


def explore(page, path):
    """Open an explorer's page and wait for its map."""
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready]")
    return page


def point_place(page, group, number, pane=0):
    """Where a point is on the screen, by its place among the points of a group that is drawn."""
    return page.evaluate(
        """([group, number, pane]) => {
          const {element, groups} = plot.panes[pane], box = element.getBoundingClientRect();
          const [left, top] = plot.screenPlace(groups[group].points[number]);
          return [box.left + left, box.top + top];
        }""",
        [group, number, pane],
    )


def points_drawn(page):
    """The number of points of each group that is drawn."""
    return page.evaluate("plot.panes[0].groups.map(({points}) => points.length)")


def points_lit(page, pane=0):
    """The number of points of each group that are not faded."""
    return page.evaluate(
        """pane => {
          const {groups, kinds} = plot.panes[pane];
          return groups.map(({points}) => points.filter(point => kinds[point] % 2 === 0).length);
        }""",
        pane,
    )


def nothing_is_faded(page):
    return points_lit(page) == points_drawn(page)


HAS_OUTLINE = "document.querySelector('.pane polygon').points.length > 0"


def texts(page, selector):
    return page.locator(selector).all_inner_texts()
