"""The house's colours, sizes and line weights: the only place that names them.

Contrast on white, by the WCAG formula (checked in tests): text 4.5:1 or more,
marks that carry data 3:1 or more. The map scale is ordered by lightness, so it
keeps its order in greyscale and for every common colour deficiency.
"""

INK = "#14213d"  # text, axes, outlines: 15.9:1
QUIET = "#4c566b"  # secondary text: 7.4:1
ACCENT = "#0b6474"  # the subject: 6.8:1
CONTEXT = "#8b93a3"  # what the subject is compared with: 3.1:1
GRID = "#e5e5e5"
BAND = "#dde3ea"  # expected range, behind other marks
NIGHT = "#eef0f5"  # the dark hours, behind other marks
PAPER = "#ffffff"

STEPS = ("#e9f2f3", "#b9d8dc", "#7db3bc", "#357f8c", "#0a4753")  # light to dark
AREA_LINE = "#7c8596"
HATCH_LINE = "#6b7485"

FULL = 640  # px: the whole text width; 482 pt on A4
HALF = 312  # px: half of it less the gutter
NARROW = 480  # px: anything under this is laid out for half a page

TEXT = 13.0  # px at FULL width: 9.75 pt on paper
SMALL = 11.5
HAIR = 0.75
LINE = 1.5


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two ``#rrggbb`` colours.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
