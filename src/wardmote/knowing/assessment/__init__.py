"""What people add to a draft assessment: words, order, reasons, versions and sign-off."""
