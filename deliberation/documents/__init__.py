"""One document, three files: a tree of plain text, written as PDF, DOCX and Markdown."""
