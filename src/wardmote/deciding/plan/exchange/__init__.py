"""An edition as it is written: values read from files, checked, compared, printed; no database."""
