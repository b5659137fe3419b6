"""What is wrong with a page for somebody who reads, hears or operates it in another way; axe-core's findings."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def problems(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, a line each."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {json.dumps([node['html'] for node in each['nodes']])}" for each in found]
