// Runs `knowhow eval` over the benchmark data and prints what was measured beside the bars of
// docs/reference/benchmarks.md, as a Markdown table. ONLY=part of a set's name restricts it; ends with 1 on a miss.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";

const data = process.env.KNOWHOW_BENCH_DATA ?? "../shared/data";
const knowhow = process.env.KNOWHOW_BIN ?? "target/debug/knowhow";
const only = process.env.ONLY ?? "";

// One bar: what is measured, where it stands in the report, and the least (or, with `most`, the greatest) value.
const least = (what, path, bar) => ({ what, value: (report) => at(report, path), bar });
const most = (what, path, bar) => ({ ...least(what, path, bar), most: true });
const shown = (what, path) => ({ what, value: (report) => at(report, path) });
const at = (report, path) => path.split("/").reduce((value, key) => value?.[key], report);

const xquad = (language, bar) => ({
  set: `retrieval/xquad/${language}`,
  eval: "retrieval",
  bars: [
    least("nDCG@10 BM25", "bm25/ndcg_at_10", bar),
    shown("nDCG@10 dense", "dense/ndcg_at_10"),
    { what: "nDCG@10 hybrid less BM25", value: (it) => it.hybrid.ndcg_at_10 - it.bm25.ndcg_at_10, bar: -0.01 },
  ],
});
const documents = (name, bars) => ({
  set: `documents/${name}`,
  eval: "documents",
  bars: [
    ...bars,
    shown("quote in the first 5", "quote_hit_at_5"),
    shown("answer cites the evidence", "answer_hit"),
    least("citations valid", "citations_valid", 0.99),
    shown("refused, rightly", "refusal_rate"),
    shown("refused, wrongly", "false_refusal_rate"),
  ],
});
const speed = [shown("chunks a second", "chunks_per_second"), shown("query p50, ms", "query_ms/p50"), shown("query p99, ms", "query_ms/p99")];

const runs = [
  {
    set: "retrieval/scifact",
    eval: "retrieval",
    bars: [
      least("nDCG@10 BM25", "bm25/ndcg_at_10", 0.685),
      least("nDCG@10 dense", "dense/ndcg_at_10", 0.64),
      least("nDCG@10 hybrid", "hybrid/ndcg_at_10", 0.72),
      ...speed,
    ],
  },
  {
    set: "retrieval/hotpotqa-100",
    eval: "retrieval",
    bars: [least("Recall@10 hybrid", "hybrid/recall_at_10", 0.92), shown("nDCG@10 hybrid", "hybrid/ndcg_at_10")],
  },
  xquad("en", 0.96),
  xquad("de", 0.91),
  xquad("es", 0.94),
  xquad("zh", 0.95),
  xquad("ar", 0.88),
  {
    set: "retrieval/legalbench-rag-mini",
    eval: "spans",
    bars: [
      least("characters, recall@8", "recall_at/8", 0.45),
      least("characters, recall@64", "recall_at/64", 0.75),
      least("characters, precision@8", "precision_at/8", 0.043),
      least("characters, precision@64", "precision_at/64", 0.011),
    ],
  },
  documents("cuad-contracts", [least("right page in the first 5", "page_hit_at_5", 0.75)]),
  documents("ntsb-reports", [least("right page in the first 5", "page_hit_at_5", 0.9)]),
  documents("northwind-hr", [
    least("right page in the first 5, within one page", "intervals/page_hit_at_5_within_1/mean", 0.9),
  ]),
  documents("rust-book", [shown("right page in the first 5", "page_hit_at_5")]),
  {
    set: "documents/formats",
    eval: "parsing",
    bars: [{ what: "files as the manifest says", value: (it) => it.passed / it.files, bar: 0.97 }, most("crashed", "crashed", 0)],
  },
  { set: "documents/nasty", eval: "parsing", bars: [most("crashed", "crashed", 0), most("timed out", "timed_out", 0)] },
];

function report(run) {
  const folder = join(data, run.set);
  if (!existsSync(folder)) throw new Error(`There is no ${folder}: set KNOWHOW_BENCH_DATA to the folder of the data sets.`);
  const done = spawnSync(knowhow, ["eval", run.eval, folder, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`knowhow eval ${run.eval} ${folder} failed${done.error ? `: ${done.error.message}` : ""}.`);
  return JSON.parse(done.stdout);
}

const number = (value) => (value === null || value === undefined ? "-" : String(Math.round(value * 1e4) / 1e4));
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);

const gibibytes = Math.round(totalmem() / 2 ** 30);
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model}, ${gibibytes} GiB, Linux ${release()}, dev profile`);
console.log();
row("set", "what", "measured", "bar", "");
row("---", "---", "--:", "--:", "---");
let missed = 0;
for (const run of runs.filter((it) => it.set.includes(only))) {
  const started = Date.now();
  let result;
  try {
    result = report(run);
  } catch (error) {
    console.error(error.message);
    row(run.set, run.eval, "-", "-", "FAILED");
    missed += 1;
    continue;
  }
  for (const { what, value, bar, most } of run.bars) {
    const measured = value(result) ?? null;
    const holds = measured !== null && (most ? measured <= bar : measured >= bar);
    if (bar !== undefined && !holds) missed += 1;
    row(run.set, what, number(measured), number(bar), bar === undefined ? "" : holds ? "holds" : "MISSED");
  }
  for (const [part, scores] of Object.entries(result.subsets ?? {})) {
    for (const [what, score] of Object.entries(scores)) row(`${run.set}: ${part}`, what, number(score.mean), "-", "");
  }
  row(run.set, "seconds", number((Date.now() - started) / 1000), "-", "");
}
console.log(`\n${missed === 0 ? "All bars hold." : `${missed} missed.`}`);
process.exitCode = missed === 0 ? 0 : 1;
