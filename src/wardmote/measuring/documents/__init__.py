"""One document model to accessible HTML, tagged PDF and Word, numbered once and the same in all three."""
