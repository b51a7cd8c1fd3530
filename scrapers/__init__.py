"""How pages become drafts: the fetcher, one small module a site, and the harvest run."""
