"""Opinion groups: who answers alike, what joins the groups, what divides them. Pure, numpy only.

The family of methods is Polis's: Small, Bjorkegren, Erkkilä, Shaw, Megill, « Polis: scaling
deliberation by mapping high dimensional opinion spaces », Recerca 26(2), 2021; the formulas are
those of its published mathematics. Each module says where it differs, and why.
"""
