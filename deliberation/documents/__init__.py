"""One document, several files: a tree of plain text, written as PDF, DOCX, ODT and Markdown."""
