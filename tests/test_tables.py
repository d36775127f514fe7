"""Table 1 sets measured values below the published ones they answer."""

from hbvae.tables import HEADER, table1_rows, to_markdown

PUBLISHED = [
    {
        "experiment": "HBLM-100",
        "method": method,
        "representation": representation,
        "reference": "language",
        "metric": "ari",
        "value": value,
    }
    for method, representation, value in (("PCA", "pca", "0.00"), ("Hybrid", "hybrid_vae", "1.00"))
]


def score(seed, value, **other):
    row = {"dataset": "mine", "representation": "hybrid_vae", "clusterer": "kmeans"}
    row |= {"seed": seed, "level": "slice", "reference": "language", "n": "1000"}
    return row | {"metric": "ari", "value": value} | other


def test_measured_rows_follow_the_published_row():
    scores = [score("0", "0.1"), score("1", "0.3"), score("0", "0.9", reference="genre")]
    rows = table1_rows(PUBLISHED, scores, {"HBLM-100": ["mine"]})
    assert [row[:4] for row in rows] == [
        ["HBLM-100", "PCA", "published", "0.00"],
        ["HBLM-100", "Hybrid", "published", "1.00"],
        ["HBLM-100", "Hybrid", "mine, 1,000 slices", "0.20"],
    ]
    assert all(len(row) == len(HEADER) for row in rows)


def test_markdown_keeps_the_papers_decimals():
    rows = table1_rows(PUBLISHED, [], {})
    lines = to_markdown(rows, "A caption.").splitlines()
    assert lines[0] == "A caption."
    cells = [cell.strip() for cell in lines[4].split("|")]
    assert cells[1:5] == ["HBLM-100", "PCA", "published", "0.00"]
