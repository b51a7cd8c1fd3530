"""The commands of `kb`: each is a few lines over the packages."""
