"""What every page is made of: components, forms, lists; knows no partnership."""
