"""What we measure, as data files, and the words every room shares: periods, area ids, refusals."""
