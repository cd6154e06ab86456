"""The measuring floor: evidence in, honest numbers and words out. Nothing here knows the web."""
