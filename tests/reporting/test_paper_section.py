"""What the first page says of the paper's claims."""

from hbvae.reporting.claims import Outcome
from hbvae.reporting.paper_section import Judged, judged_claims, paper_sentences

OUTCOMES = [
    Outcome("It finds genres", "songs", "paper", "ARI, genre", "0.02", "0.01", "no"),
    Outcome("It finds genres", "songs", "joint", "ARI, genre", "0.60", "0.01", "yes"),
    Outcome("Its axes are free", "songs", "paper", "correlation", "0.79", "", ""),
]


def test_claims_that_hold_are_counted():
    assert paper_sentences(OUTCOMES, has_synthetic=False) == [
        "Of the paper's claims that a score can decide, 0 of 1 for the paper's architecture, 1 of "
        "1 for our joint model hold."
    ]
    assert "synthetic" in paper_sentences(OUTCOMES, has_synthetic=True)[1]
    assert paper_sentences(OUTCOMES[2:], has_synthetic=True) == []


def test_a_claim_has_a_verdict_a_model():
    assert judged_claims(OUTCOMES, {"songs": "My songs"}) == [
        Judged(
            "It finds genres",
            "My songs, ARI, genre",
            [
                ("the paper's architecture", "does not hold (0.02, by chance 0.01)"),
                ("our joint model", "holds (0.60, by chance 0.01)"),
            ],
        ),
        Judged(
            "Its axes are free",
            "My songs, correlation",
            [("the paper's architecture", "no verdict (0.79)")],
        ),
    ]
