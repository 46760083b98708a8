"""The pages as people meet them: in Chromium, on a small telephone, in the dark."""
