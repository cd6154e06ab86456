"""What may be done with a plan, and when. Pure: values in, a reason or ``None`` out."""
