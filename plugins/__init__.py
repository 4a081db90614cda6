"""The built-in stages: a file each. They come in by entry point and see only the public page of `pipeline`."""
