"""The pages as people meet them: in Chromium, on a small telephone, with large letters, in the dark."""
