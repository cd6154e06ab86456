"""Knowing: what partners' data show, asked, drafted and judged by people."""
