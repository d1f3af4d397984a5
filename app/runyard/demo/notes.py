"""What a person would write on some of the runs, in Markdown with LaTeX."""

from __future__ import annotations

from typing import Final

NOTES: Final = {
    "mlp-w256-adam-3e-3-s0": (
        """# Candidate for the report

The widest net at the rate that won the sweep. Adam moves each weight by

$$\\Delta\\theta = -\\eta\\,\\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}$$

with $\\eta = 0.003$ at its highest, and a cosine down to a hundredth of it.

- [x] second seed agrees
- [ ] third seed, still training
- [ ] numbers into the table
""",
        """The surest mistakes are in the images called **misread**: thin strokes at 8 x 8 pixels.
More width does not help there; more pixels would.
""",
    ),
    "mlp-w256-sgd-3e0-s3": (
        """## Diverged, as expected

A rate of $\\eta = 3$ with this much weight decay has $|1 - \\eta\\lambda| > 1$: the weights themselves
grow.
The gradients of `layer1.weight` show it long before the loss does.
""",
    ),
    "ablation-none-s0": (
        """| left out | what to look at |
|---|---|
| dropout | gap between `loss` of train and val |
| weight decay | `layer1.weight` in the distributions |
| average | how restless `accuracy` of val is |
""",
    ),
}
