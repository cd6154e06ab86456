"""The evidence store: loads written once as Parquet with a receipt, and the questions asked of them."""
