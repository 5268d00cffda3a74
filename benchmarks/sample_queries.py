"""Do the sample queries find what they must? Asked over HTTP, as a shopper's page asks."""

import csv
import json
import tempfile
from collections import defaultdict
from pathlib import Path

import httpx

from benchmarks.report import write
from benchmarks.served import serve
from service.settings import REPOSITORY

SAMPLES = REPOSITORY / "samples"
KS = (1, 5, 10)


def main() -> None:
    """Ask every query of `samples/queries.csv`, and report R@1, R@5 and R@10 by kind."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as data,
        serve(Path(data), sample=True) as service,
        httpx.Client(base_url=service.url) as client,
        (SAMPLES / "queries.csv").open(encoding="utf-8") as rows,
    ):
        for query in csv.DictReader(rows):
            kind = "both" if query["photo"] and query["text"] else "photo" if query["photo"] else "words"
            skus, right = _ask(client, query), set(query["sku"].split("|"))
            found[kind].append(["right" if sku in right else "wrong" for sku in skus])
    with (SAMPLES / "catalogue.csv").open(encoding="utf-8", newline="") as rows:
        products = sum(1 for _ in csv.DictReader(rows))
    everything = [answer for answers in found.values() for answer in answers]
    figures = {kind: _recalls(answers) for kind, answers in {"all": everything, **found}.items()}
    asked = f"The {len(everything)} queries of the sample catalogue ({products} products), asked over HTTP."
    write("sample_queries", figures, asked)


def _ask(client: httpx.Client, query: dict[str, str]) -> list[str]:
    files = {"image": (SAMPLES / query["photo"]).read_bytes()} if query["photo"] else None
    fields = {"limit": str(max(KS))} | ({"text": query["text"]} if query["text"] else {})
    answer = client.post("/v1/search", data=fields, files=files)
    answer.raise_for_status()
    return [hit["sku"] for hit in json.loads(answer.content)["hits"]]


def _recalls(answers: list[list[str]]) -> dict[str, float]:
    shares = {f"R@{k}": sum("right" in answer[:k] for answer in answers) / len(answers) for k in KS}
    return {"queries": float(len(answers)), **shares}


if __name__ == "__main__":
    main()
