"""What is wrong with a page for somebody who reads, hears or operates it in another way; axe-core's findings."""

import json
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")


def problems(page: Page) -> list[str]:
    """Return what axe finds wrong with the page in dark and in light colours, a line each."""
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour on its way to another
        for each in Axe().run(page).response["violations"]:
            found.append(f"{scheme}: {each['id']}: {json.dumps([node['html'] for node in each['nodes']])}")
    return found
