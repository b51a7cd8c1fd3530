"""Reading any web page: one small module for each way pages describe themselves."""
