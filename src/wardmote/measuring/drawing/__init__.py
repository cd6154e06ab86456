"""Results -> charts, maps and the table behind each.

Everything here takes plain values (labels, counts, intervals, geometry) and
returns a frozen ``Drawing``: one standalone SVG and the rows it was drawn from.

The SVG is written by this room itself, not by a plotting library. Vega-Lite
through vl-convert was measured beside it on 2 cores: 0.8 to 2.9 s for the first
chart and 0.05 s for each after, without hatching (black-and-white print) and
84 MB to install; this writer takes about 1 ms a chart.
"""
