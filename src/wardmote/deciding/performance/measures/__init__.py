"""What the plan watches: measures read from the evidence or entered, and what people set for them."""
