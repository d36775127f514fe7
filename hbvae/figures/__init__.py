"""The paper's figures, each a function of arrays that draws on axes it is given."""
