"""« Nous avez-vous bien compris ? »: those whose words are used say so before the text leaves."""
