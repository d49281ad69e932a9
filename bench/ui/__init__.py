"""How quick the pages are: real nodes, a real browser, the figures of `ui.md`, section 23."""
