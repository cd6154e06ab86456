"""The plan's pages: what they show, the forms they take, and the views."""
