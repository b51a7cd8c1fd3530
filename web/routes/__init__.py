"""What machines read: the API, exports, feeds, plain entry pages and what leads to them."""
